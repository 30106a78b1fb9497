"""
What members of maib's answers and callbacks look like, each as a check: for stories, and for
traffic that was recorded elsewhere.
"""

from payconform.checks import member, member_matches
from payconform.model import Check
from payconform.providers.maib.checks import guid, succeeded

_PART = "[A-Za-z0-9_-]+"
_THREE = rf"{_PART}\.{_PART}\.[A-Za-z0-9_-]*"
_STATUSES = "Active|Inactive|Expired|Paid|Cancelled"

TOKEN = member_matches("result.accessToken", str, ".+")
TOKEN_TYPE = member("result.tokenType", "Bearer")
LIFETIME = member_matches("result.expiresIn", int, "[1-9][0-9]*", "a positive integer")
JWT = member_matches("result.accessToken", str, _THREE, "three base64url parts")

HTTPS_URL = member_matches("result.url", str, "https://.{1,992}", "an HTTPS URL")
ANY_URL = member_matches("result.url", str, "[a-z]+://.+", "a URL")
STATIC: tuple[Check, ...] = (succeeded, guid("result.qrId"), member("result.type", "Static"))
CANCELLED = member("result.status", "Cancelled")
REFUNDED = member("result.status", "Refunded")

PAY_ID = member_matches("result.payId", str, ".+")
QR_STATUS = member_matches("result.qrStatus", str, _STATUSES, "one of the five statuses")
COMMISSION = member_matches("result.commission", (int, float))
REFERENCE = member_matches("result.referenceId", str, ".{1,15}", "at most 15 characters")

LIST: tuple[Check, ...] = (
    succeeded,
    member_matches("result.totalCount", int, "[0-9]+", "a whole number"),
    member_matches("result.items", list),
)

SIGNED: tuple[Check, ...] = (
    member_matches("result", dict),
    member_matches("signature", str, "[A-Za-z0-9+/]{43}=", "44 characters of base64"),
)
CALLBACK_STATUS = member_matches("result.qrStatus", str, "Active|Paid", "Active or Paid")
