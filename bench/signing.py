"""
How fast one core signs and verifies, beside botocore's SigV4 where that is installed.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from statistics import median

from bench.processes import Unmeasured
from payconform.model import Request
from payconform.providers.amazonpay import signing as scheme
from payconform.providers.amazonpay.signer import signed
from payconform.signing.digests import same

SIGNED, VERIFIED, BESIDE = "signs a second", "verifies a second", "signs / botocore's SigV4"
TIMES = 5000  # of a round
HEADERS = (("Content-Type", "application/json"),)
CREDENTIALS = {
    "merchant_id": "AMAZONMID123",
    "access_key_id": "DQRTESTACCESSKEY0001",
    "secret_key": "DqrTestSecret_0001-abcDEF",
}
BODY = (
    b'{"cancelIntent":["CANCEL_TOKEN","REFUND"],"cancellationReason":"SESSION_EXPIRED",'
    b'"chargeId":"AMZDQR1112LX1uh0mAH00000057soA12112","chargeIdType":"MerchantTxnId",'
    b'"merchantId":"AMAZONMID123","noteToCustomer":"Session has expired"}'
)


def speed(rounds: int) -> dict[str, float]:
    """
    Signatures made and verified a second: a cancel of Amazon Pay, from parsing its body on.
    """
    return {
        SIGNED: median(_rate(_sign) for _ in range(rounds)),
        VERIFIED: median(_rate(_verify) for _ in range(rounds)),
    }


def beside(rounds: int) -> float:
    """
    Our signatures a second over those of botocore, the same body, in turns.

    Raises:
        Unmeasured: botocore is not installed.

    """
    other = _botocore()
    return median(_rate(_sign) / _rate(other) for _ in range(rounds))


def _sign() -> Request:
    request = Request("POST", "/v2/pay/cancel", HEADERS, BODY)
    return signed(request, CREDENTIALS, datetime.now(UTC))


READY = _sign()


def _verify() -> None:
    parts = scheme.AUTHORIZATION.fullmatch(READY.header("Authorization") or "")
    date = READY.header(scheme.DATE) or ""
    expected = scheme.sign(scheme.canonical_request(READY), date, CREDENTIALS["secret_key"])
    assert parts, "it is signed"
    assert same(parts[3], expected.value), "and verifies"


def _botocore() -> Callable[[], object]:
    try:
        auth, request, credentials = (
            import_module(f"botocore.{name}") for name in ("auth", "awsrequest", "credentials")
        )
    except ImportError:
        raise Unmeasured("botocore is not installed: pip install botocore") from None
    pair = credentials.Credentials(CREDENTIALS["access_key_id"], CREDENTIALS["secret_key"])
    signer = auth.SigV4Auth(pair, scheme.REGION, "pay")

    def sign() -> None:
        url = f"https://{scheme.HOST}/v2/pay/cancel"
        signer.add_auth(request.AWSRequest("POST", url, headers=dict(HEADERS), data=BODY))

    return sign


def _rate(do: Callable[[], object]) -> float:
    began = time.process_time()  # of one core, whatever else runs on it
    for _ in range(TIMES):
        do()
    return TIMES / (time.process_time() - began)
