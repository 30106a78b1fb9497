"""
The callbacks of a real target: the address that it calls, and where they come in.
"""

import re
import socket
from contextlib import ExitStack
from ipaddress import ip_address
from urllib.parse import urlsplit

from payconform.addresses import is_base_url, is_loopback
from payconform.catalog import Slice
from payconform.config import FILE, Callbacks, TargetSettings
from payconform.errors import FileUnreadable, KeyMissing
from payconform.profiles import CallsBack
from payconform.target.inbox import Inbox, Patience
from payconform.wire.receiver import Receiver
from payconform.wire.recorder import Recorder
from payconform.wire.server import HOST, bind
from payconform.wire.spool import Spool

PREFIX = re.compile(r"(/(?!\.{1,2}(/|$))[A-Za-z0-9._~-]+)*/?")
PORTS = range(1, 65536)  # not 0: whatever leads callbacks here must know it
LOCAL, PRIVATE, PUBLIC = range(3)  # how far a host can be reached from


class Mail:
    """
    The open address of one run. Each inbox has a path of its own behind the run's token, which
    nobody can guess.
    """

    def __init__(self, public_url: str, token: str, letters: Receiver | Spool) -> None:
        self.url = f"{public_url.rstrip('/')}/{token}"
        self.letters = letters
        self._wait = Patience(lambda: letters.arrivals.number)

    def inbox(self, name: str) -> Inbox:
        """
        An address that nobody else uses.
        """
        return Inbox(f"{self.url}/{name}", f"/{name}", self.letters, self._wait)

    @property
    def turned_away(self) -> int:
        """
        How many requests came that did not know the token.
        """
        return self.letters.turned_away


def vet_callbacks(slice_: Slice, settings: TargetSettings) -> None:
    """
    Say nothing if the settings for callbacks serve, or there are none.

    Raises:
        FileUnreadable: a key is missing or does not fit.
        KeyMissing: the merchant lacks what its callbacks are verified with.

    """
    given, place = settings.callbacks, f"targets.{settings.name}.callbacks"
    if given is None:
        return
    profile = slice_.profile
    if not isinstance(profile, CallsBack):
        problem = f"is given, but {slice_.rules.title} calls nobody back"
        raise FileUnreadable(FILE, place, problem, "Remove it.")
    if given.public_url is None:
        remedy = "Give the URL under which the target reaches callbacks.listen."
        raise FileUnreadable(FILE, f"{place}.public_url", "is missing", remedy)
    if given.listen is None and given.folder is None:
        remedy = "Give HOST:PORT of this machine, or --callbacks DIR."
        raise FileUnreadable(FILE, f"{place}.listen", "is missing", remedy)
    at = listened(given.listen) if given.listen is not None else None
    if given.listen is not None and (at is None or at[1] not in PORTS):
        remedy = "Write it as HOST:PORT, the port to which callbacks are led."
        raise FileUnreadable(FILE, f"{place}.listen", "is no address to listen on", remedy)
    _vet_public(given.public_url, settings, f"{place}.public_url")
    if given.folder and not given.folder.is_dir():
        told = f"--callbacks {given.folder}: there is no such folder"
        raise KeyMissing(f"{told}. Name the one that `payconform receive` fills.")
    if missing := sorted(profile.CALLBACK_CREDENTIALS - settings.credentials.keys()):
        problem = f"target {settings.name}: no credential `{missing[0]}`, which verifies callbacks"
        raise KeyMissing(f"{problem}. Add it to its credentials.")


def open_mail(
    slice_: Slice,
    settings: TargetSettings,
    recorder: Recorder,
    stack: ExitStack,
    *,
    token: str,
) -> Mail:
    """
    Listen for callbacks, or look for them in their folder; what must be closed is left on `stack`.

    Args:
        slice_: the provider.
        settings: vetted, with an address for callbacks.
        recorder: gets every callback.
        stack: closed at the end of the run.
        token: that nobody can guess.

    Raises:
        FileUnreadable: the address cannot be listened on.

    """
    given = settings.callbacks
    assert given, "there is an address for callbacks"
    assert given.public_url, "vetted"
    operation = next(iter(slice_.document.callbacks), "callback")
    letters: Receiver | Spool
    if given.folder:
        letters = Spool(given.folder, recorder, operation, token)
    else:
        bound = _bound(given, f"targets.{settings.name}.callbacks")
        letters = Receiver(recorder, operation, token, bound)
    stack.callback(letters.close)
    return Mail(given.public_url, token, letters)


def listened(written: str) -> tuple[str, int] | None:
    """
    Host and port of HOST:PORT, or of PORT alone on 127.0.0.1; None where it is neither.
    """
    host, colon, port = written.rpartition(":")
    host = host if colon else HOST
    if not (port.isascii() and port.isdecimal() and is_base_url(f"http://{host}:1")):
        return None
    return host.strip("[]"), int(port)


def _bound(given: Callbacks, place: str) -> socket.socket:
    at = listened(given.listen or "")
    assert at, "vetted"
    try:
        return bind(*at)
    except OSError as error:
        problem = f"{given.listen} cannot be listened on ({error.strerror})"
        remedy = "End what listens there, or choose another."
        raise FileUnreadable(FILE, f"{place}.listen", problem, remedy) from None


def _vet_public(url: str, settings: TargetSettings, place: str) -> None:
    try:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        bare = url == origin + parts.path and PREFIX.fullmatch(parts.path)
    except ValueError:
        bare = None
    if not bare or not is_base_url(origin):
        remedy = "Write it as https://HOST or https://HOST/PATH, without ? and #."
        raise FileUnreadable(FILE, place, "is no address to be called", remedy)
    host, caller = parts.hostname or "", urlsplit(settings.base_url or "").hostname or ""
    if _reach(host) < _reach(caller):
        problem = f"{host} cannot be reached from {caller}"
        raise FileUnreadable(FILE, place, problem, "Give an address that the target can reach.")


def _reach(host: str) -> int:
    if is_loopback(host):
        return LOCAL
    try:
        return PRIVATE if ip_address(host).is_private else PUBLIC
    except ValueError:
        return PUBLIC
