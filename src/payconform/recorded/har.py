"""
HAR 1.2 as browsers and proxies write it, with what they leave out and add.
"""

import base64
import binascii
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import quote_plus, urlsplit

from payconform.errors import FileUnreadable
from payconform.model import Exchange, Headers, Request, Response

REMEDY = "Export the traffic again as HAR 1.2, with content."
EMPTY = (204, 205, 304)  # statuses whose answers have no body
WITH_BODY = ("POST", "PUT", "PATCH")
LAST_YEAR = 9999
A_DAY = 86400.0
SILENCE = "no answer is recorded"


class Recording(NamedTuple):
    """
    An exchange without operation yet, and whether the file holds the bodies that were sent and
    answered.
    """

    exchange: Exchange
    sent: bool = True
    answered: bool = True


class Unfit(Exception):
    """
    A part of an entry that is not as HAR has it.
    """

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(field, problem)
        self.field, self.problem = field, problem


def recordings(document: dict[str, Any], file: object) -> Iterator[Recording]:
    """
    The entries of a parsed HAR file, in its order.

    Raises:
        FileUnreadable: naming the entry, counted from 1, and the field.

    """
    log = document["log"]
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        raise FileUnreadable(file, "log.entries", "is no list", REMEDY)
    for number, entry in enumerate(entries, 1):
        try:
            yield _recording(entry)
        except Unfit as error:
            field = f"entry {number}, {error.field}"
            raise FileUnreadable(file, field, error.problem, REMEDY) from None


def _recording(entry: Any) -> Recording:
    if not isinstance(entry, dict):
        raise Unfit("the entry", "is no object")
    asked = _object(entry, "request")
    url = _text(asked, "url", "request.url")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Unfit("request.url", "is no URL") from None
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    sent = Request(
        _text(asked, "method", "request.method"),
        target,
        _headers(asked, "request"),
        _sent(asked.get("postData")),
    )
    response, answered = _response(entry.get("response"))
    exchange = Exchange(
        id="",
        direction="outbound",
        operation="",
        url=f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}",
        request=sent,
        response=response,
        failure=None if response else SILENCE,
        at=_moment(_text(entry, "startedDateTime", "startedDateTime")),
        seconds=_seconds(entry.get("time")),
    )
    return Recording(exchange, _holds_sent(asked, sent), answered)


def _response(answered: Any) -> tuple[Response | None, bool]:
    if answered is None:
        return None, True
    if not isinstance(answered, dict):
        raise Unfit("response", "is no object")
    status = answered.get("status", 0)
    if not isinstance(status, int) or status > 999:
        raise Unfit("response.status", "is no HTTP status")
    if status <= 0:
        return None, True
    content = answered.get("content")
    content = content if isinstance(content, dict) else {}
    text = content.get("text")
    body = _bytes(text, content.get("encoding"), "response.content.text")
    known_empty = 0 in (content.get("size"), answered.get("bodySize")) or status in EMPTY
    whole = isinstance(text, str) or known_empty
    return Response(status, _headers(answered, "response"), body), whole


def _holds_sent(asked: dict[str, Any], sent: Request) -> bool:
    """
    False where the body that a request may have had is left out.
    """
    if sent.body or sent.method.upper() not in WITH_BODY:
        return True
    posted, size = asked.get("postData"), asked.get("bodySize")
    told = isinstance(posted, dict) and isinstance(posted.get("text"), str)
    nothing = size == 0 or sent.header("content-length") == "0"
    return nothing or (told and not (isinstance(size, int) and size > 0))


def _sent(posted: Any) -> bytes:
    if not isinstance(posted, dict):
        return b""
    params = posted.get("params")
    if posted.get("text") or not isinstance(params, list):
        return _bytes(posted.get("text"), posted.get("encoding"), "request.postData.text")
    pairs = [one for one in params if isinstance(one, dict)]
    return "&".join(
        f"{_quoted(one.get('name', ''))}={_quoted(one.get('value', ''))}" for one in pairs
    ).encode("ascii")


def _quoted(text: object) -> str:
    return quote_plus(str(text), errors="backslashreplace")


def _bytes(text: Any, encoding: Any, field: str) -> bytes:
    if text is None:
        return b""
    if not isinstance(text, str):
        raise Unfit(field, "is no text")
    if encoding != "base64":
        return text.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        raise Unfit(field, "is no base64") from None


def _headers(message: dict[str, Any], field: str) -> Headers:
    listed = message.get("headers", [])
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise Unfit(f"{field}.headers", "is no list of names and values")
    pairs = [(str(one.get("name", "")), str(one.get("value", ""))) for one in listed]
    return tuple(pair for pair in pairs if not pair[0].startswith(":"))  # HTTP/2 has such


def _object(entry: dict[str, Any], name: str) -> dict[str, Any]:
    value = entry.get(name)
    if not isinstance(value, dict):
        raise Unfit(name, "is missing or no object")
    return value


def _text(holder: dict[str, Any], name: str, field: str) -> str:
    value = holder.get(name)
    if not isinstance(value, str) or not value:
        raise Unfit(field, "is missing or no text")
    return value


def _moment(text: str) -> datetime:
    try:
        told = datetime.fromisoformat(text)
        return utc(told)
    except (ValueError, OverflowError):
        raise Unfit("startedDateTime", "is no ISO 8601 date and time") from None


def _seconds(milliseconds: Any) -> float:
    known = isinstance(milliseconds, int | float) and 0 <= milliseconds <= 1000 * A_DAY
    return milliseconds / 1000 if known else 0.0


def utc(told: datetime) -> datetime:
    """
    A moment in UTC, which it is taken to be in where it has no offset.

    Raises:
        ValueError, OverflowError: it is so near the end of time that nothing can come after it.

    """
    moment = (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)
    if moment.year >= LAST_YEAR:
        raise ValueError("no moment of traffic")
    return moment


def duration(seconds: float) -> float:
    """
    How long an exchange took; none where that cannot be.
    """
    return seconds if 0 <= seconds <= A_DAY else 0.0
