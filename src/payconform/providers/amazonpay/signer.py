"""
A merchant's signer: seven headers, and Authorization over them, the address and the body.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from payconform.model import Caller, Exchange, Request
from payconform.providers.amazonpay import signing

WHOLE = re.compile("[0-9]{1,9}")  # of seconds
VALID = 900  # seconds, as the samples of this API have it
ORIGIN = {
    "x-amz-source": "Server",
    "x-amz-user-agent": "POS",
    "x-amz-user-ip": "127.0.0.1",
}


@dataclass(frozen=True, slots=True)
class Merchant:
    """
    Signs each request at the target's present.
    """

    caller: Caller = field(repr=False)

    def __call__(self, request: Request) -> Request:
        """
        Sign a request.
        """
        return signed(request, self.caller.credentials, self.caller.now())

    def notice(self, exchange: Exchange) -> None:
        """
        Nothing to learn: the keys stay the same.
        """


def signed(request: Request, credentials: Mapping[str, str], moment: datetime) -> Request:
    """
    The request with its seven headers and its signature; headers that it has already stay.
    """
    return authorized(dressed(request, credentials, moment), credentials)


def dressed(request: Request, credentials: Mapping[str, str], moment: datetime) -> Request:
    """
    The request with those of the seven headers that it lacks.
    """
    usual = ORIGIN | {
        signing.ALGORITHM_HEADER: signing.ALGORITHM,
        signing.CLIENT: credentials["merchant_id"],
        signing.DATE: moment.strftime(signing.STAMP),
        signing.EXPIRES: str(VALID),
    }
    given = {name.lower() for name, _ in request.headers}
    added = [(name, usual[name]) for name in signing.SIGNED if name not in given]
    return replace(request, headers=(*request.headers, *added))


def authorized(
    request: Request,
    credentials: Mapping[str, str],
    region: str = signing.REGION,
    service: str = signing.SERVICE,
    reading: signing.Reading = signing.PLAIN,
) -> Request:
    """
    The request with a signature over what stands in it, in place of any that it had.
    """
    canonical = signing.canonical_request(request, host(credentials), reading)
    date = request.header(signing.DATE) or ""
    made = signing.sign(canonical, date, credentials["secret_key"], region, service)
    proof = signing.authorization(credentials["access_key_id"], made.value)
    others = [one for one in request.headers if one[0].lower() != "authorization"]
    return replace(request, headers=(*others, ("Authorization", proof)))


def valid_until(request: Request) -> datetime | None:
    """
    The last moment at which a signed request is taken; None where it does not say.
    """
    date, lasts = request.header(signing.DATE), request.header(signing.EXPIRES) or ""
    if date is None or request.header("Authorization") is None or not WHOLE.fullmatch(lasts):
        return None
    try:
        sent = datetime.strptime(date, signing.STAMP).replace(tzinfo=UTC)
        return sent + timedelta(seconds=int(lasts))
    except (ValueError, OverflowError):
        return None


def without(request: Request, name: str) -> Request:
    """
    The request without the headers of a name.
    """
    kept = tuple(one for one in request.headers if one[0].lower() != name.lower())
    return replace(request, headers=kept)


def host(credentials: Mapping[str, str]) -> str:
    """
    The host that is signed, whatever is connected to.
    """
    return credentials.get("signed_host", signing.HOST)
