"""
What countries ask of a payload beyond EMVCo, as data, by the country that the payload names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from payconform.qr.forms import Form, level, tags, text


@dataclass(frozen=True, slots=True)
class National:
    """
    The rules of one country's scheme: forms over those of EMVCo, tags of which one must be there,
    and those that a static payload must have.
    """

    name: str
    forms: Mapping[str, Form]
    says_accounts: str
    accounts: frozenset[str]
    static: tuple[str, ...] = ()


CRITERIA = Form(
    "03",
    "merchant criteria",
    "UMI|UKE|UME|UBE|URE|PSO|BLU",
    "one of UMI, UKE, UME, UBE, URE, PSO, BLU",
)
ACQUIRER = level(
    Form("00", "acquirer", *text(32)),
    Form("01", "merchant PAN", "[0-9]{1,19}", "1 to 19 digits", needed=True),
    Form("02", "merchant id", *text(15), needed=True),
    replace(CRITERIA, needed=True),
)
REPOSITORY = level(
    Form(
        "00",
        "repository's identifier",
        r"ID\.CO\.QRIS\.WWW|ID\.OR\.GPNQR\.WWW",
        "ID.CO.QRIS.WWW, or ID.OR.GPNQR.WWW of older codes",
    ),
    Form("02", "national merchant id", "ID[0-9]{1,13}", "ID and up to 13 digits", needed=True),
    CRITERIA,
)
QRIS = National(
    "QRIS",
    level(
        Form("26-45", "domestic acquirer", parts=ACQUIRER),
        Form("51", "central repository", parts=REPOSITORY),
        Form("53", "currency", "360", "360 (rupiah)"),
        Form("61", "postal code", *text(10), needed=True),
    ),
    "02-45",
    frozenset({*tags("02-45"), "51"}),
    static=("51",),
)
LAWS = {"ID": QRIS}
LAW_NAMES = frozenset(law.name for law in LAWS.values())
