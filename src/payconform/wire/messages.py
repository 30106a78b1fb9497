"""
One request, with its answer where there is one, read from what people have at hand: raw HTTP, a
curl line, a record of ours.
"""

import json
import re
import shlex
from collections import defaultdict
from collections.abc import Iterator
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
    **dict.fromkeys(("-d", "--data", "--data-binary", "--data-ascii", "--json"), "data"),
    "--data-raw": "data",
    "--url": "url",
    # What is no part of the request, or not of what is signed.
    **dict.fromkeys(("-o", "--output", "-u", "--user", "-m", "--max-time", "-w"), "other"),
    **dict.fromkeys(("-A", "--user-agent", "-b", "--cookie", "-e", "--referer"), "other"),
    **dict.fromkeys(("-x", "--proxy", "-D", "--connect-timeout", "--retry", "--resolve"), "other"),
    **dict.fromkeys(("-E", "--cert", "--key", "--cacert", "--write-out"), "other"),
}
FLAGS = {
    *(f"-{letter}" for letter in "sSivkLfNg46"),
    *("--silent", "--show-error", "--include", "--verbose", "--insecure", "--location", "--fail"),
    *("--fail-with-body", "--compressed", "--no-buffer", "--globoff", "--path-as-is"),
    *("--http1.1", "--http2", "--no-progress-meter"),
}
SHELL = re.compile(r"(?<!\S)\$'")  # a way to quote that shlex does not read


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
            return _made(_curl(content.decode("utf-8"), name), None)
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


def _curl(line: str, name: str) -> Request:
    if SHELL.search(line):
        raise FileUnreadable(name, "", "quotes as $'…'", "Quote with '…', or give raw HTTP.")
    words = iter(shlex.split(line.replace("\\\n", " "))[1:])
    said: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        if word == "#":
            break
        for option, value in _said(word, words):
            if option not in OPTIONS.keys() | FLAGS:
                raise FileUnreadable(name, option, "is not known here", "Give raw HTTP instead.")
            meaning = OPTIONS.get(option, "other")
            if meaning == "data" and value.startswith("@") and option != "--data-raw":
                raise FileUnreadable(name, option, "names a file", "Give what it holds.")
            said[meaning].append(value)
    (url,) = said["url"]
    body = "&".join(said["data"])
    method = said["method"][-1] if said["method"] else "POST" if body else "GET"
    headers = (_curl_header(text) for text in said["header"])
    kept = tuple(one for one in headers if one is not None)
    return Request(method, _origin_form(url), kept, body.encode("utf-8"))


def _said(word: str, words: Iterator[str]) -> list[tuple[str, str]]:
    """
    The options of one word: short ones may stand together, with a value behind the last.
    """
    if not word.startswith("-"):
        return [("--url", word)]
    if word.startswith("--"):
        return [(word, next(words) if word in OPTIONS else "")]
    said: list[tuple[str, str]] = []
    for end, letter in enumerate(word[1:], 2):
        option = f"-{letter}"
        if option in OPTIONS:
            return [*said, (option, word[end:] or next(words))]
        said.append((option, ""))
    return said


def _curl_header(text: str) -> tuple[str, str] | None:
    if text.endswith(";") and ":" not in text:
        return text[:-1], ""
    name, _, value = text.partition(":")
    return (name.strip(), value.strip()) if value else None
