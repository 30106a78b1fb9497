"""
One request, with its answer where there is one, read from what people have at hand: raw HTTP, a
curl line, a record of ours.
"""

import json
import re
import shlex
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from payconform.errors import FileUnreadable
from payconform.model import Exchange, Headers, Request, Response
from payconform.wire.recorder import from_record

REMEDY = "Give a request as raw HTTP, a curl line, or a line of exchanges.ndjson."
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # nothing tells when it was sent
ANSWER = re.compile(rb"\r?\n(?=HTTP/\d(?:\.\d)? \d{3})")
OPTIONS = {
    **dict.fromkeys(("-X", "--request"), "method"),
    **dict.fromkeys(("-H", "--header"), "header"),
    **dict.fromkeys(("-d", "--data", "--data-raw", "--data-binary", "--data-ascii"), "data"),
    **dict.fromkeys(("-o", "--output", "-u", "--user", "-m", "--max-time"), "other"),
    "--url": "url",
}


def exchange(content: bytes, name: str) -> Exchange:
    """
    The exchange in the content of a file of that name; without an answer its response is None.

    Raises:
        FileUnreadable: it is none of the forms.

    """
    try:
        start = content.lstrip()[:5]
        if start[:1] == b"{":
            return _recorded(content)
        if start == b"curl ":
            return _made(_curl(content.decode("utf-8")), None)
        head, *answers = ANSWER.split(content, maxsplit=1)
        if head.startswith(b"HTTP/"):
            raise FileUnreadable(name, "", "is an answer only", "Put its request before it.")
        return _made(_request(head), _response(answers[0]) if answers else None)
    except (ValueError, LookupError, TypeError, StopIteration):
        raise FileUnreadable(name, "", "is no request that can be read", REMEDY) from None


def _recorded(content: bytes) -> Exchange:
    decoder = json.JSONDecoder()
    record: Any = decoder.raw_decode(content.decode("utf-8-sig").lstrip())[0]
    return from_record(record)


def _made(request: Request, response: Response | None) -> Exchange:
    return Exchange("file", "outbound", "", "", request, response, None, NEVER, 0.0)


def _request(content: bytes) -> Request:
    first, headers, body = _split(content)
    method, target, *_ = first.split(" ")
    if not re.fullmatch("[A-Z]+", method):
        raise ValueError("no method")
    return Request(method, _origin_form(target), headers, body)


def _response(content: bytes) -> Response:
    first, headers, body = _split(content)
    return Response(int(first.split(" ")[1]), headers, body)


def _split(content: bytes) -> tuple[str, Headers, bytes]:
    head, _, body = content.replace(b"\r\n\r\n", b"\n\n", 1).partition(b"\n\n")
    first, *lines = head.decode("utf-8").splitlines()
    headers = tuple(_header(line) for line in lines)
    lengths = [value for name, value in headers if name.lower() == "content-length"]
    length = int(lengths[0]) if lengths else len(body)
    # A file ends in a line feed that nobody sent.
    return first, headers, body[:length] if lengths else body.removesuffix(b"\n")


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not name or name != name.strip():
        raise ValueError("no header")
    return name, value.strip()


def _origin_form(url: str) -> str:
    parts = urlsplit(url)
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


def _curl(line: str) -> Request:
    words = iter(shlex.split(line.replace("\\\n", " "))[1:])
    said: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        if word == "#":
            break
        if word in OPTIONS:
            said[OPTIONS[word]].append(next(words))
        elif not word.startswith("-"):
            said["url"].append(word)
    body = "&".join(said["data"])
    method = said["method"][-1] if said["method"] else "POST" if body else "GET"
    headers = (_curl_header(text) for text in said["header"])
    kept = tuple(one for one in headers if one is not None)
    return Request(method, _origin_form(said["url"][-1]), kept, body.encode("utf-8"))


def _curl_header(text: str) -> tuple[str, str] | None:
    if text.endswith(";") and ":" not in text:
        return text[:-1], ""
    name, _, value = text.partition(":")
    return (name.strip(), value.strip()) if value else None
