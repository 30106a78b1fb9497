"""
EMVCo merchant-presented payloads: what each tag holds, and what holds between them.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from payconform.qr.content import Content, Fault, Part, Terms
from payconform.qr.currencies import LETTERS
from payconform.qr.forms import Form, digits, level, needed, tags, text
from payconform.qr.national import LAWS, National
from payconform.qr.tlv import CRC, SOURCE, DataObject, crc, scanned

MOST = 512  # characters of a whole payload
ACCOUNTS = frozenset(tags("02-51"))
AMOUNT = r"(?=.*[1-9])(?!.*\..*\.)[0-9.]{1,13}"
AMOUNT_SAYS = "up to 13 digits with at most one decimal point, and not zero"
PERCENTAGE = r"(?=.*[1-9])(?=.{1,5}$)[0-9]{1,2}(\.[0-9]*)?"
TIPS = {"02": "56", "03": "57"}  # by the indicator in 55: the tag that holds how much

NETWORK = level(
    Form("00", "globally unique identifier", *text(32), needed=True),
    Form("01-99", "network data"),
)
ROOT = level(
    Form("00", "payload format indicator", "01", "01", needed=True),
    Form("01", "point of initiation", "1[12]", "11 (static) or 12 (dynamic)"),
    Form("02-25", "merchant account", *text(99)),
    Form("26-51", "merchant account template", parts=NETWORK),
    Form("52", "merchant category", *digits(4), needed=True),
    Form("53", "currency", *digits(3), needed=True),
    Form("54", "amount", AMOUNT, AMOUNT_SAYS),
    Form("55", "tip or fee", "0[123]", "01 (the payer chooses), 02 (fixed) or 03 (percentage)"),
    Form("56", "fixed fee", AMOUNT, AMOUNT_SAYS),
    Form("57", "percentage fee", PERCENTAGE, "a percentage from 00.01 to 99.99"),
    Form("58", "country", "[A-Z]{2}", "2 upper-case letters", needed=True),
    Form("59", "merchant name", *text(25), needed=True),
    Form("60", "merchant city", *text(15), needed=True),
    Form("61", "postal code", *text(10)),
    Form(
        "62",
        "additional data",
        parts=level(
            Form("01", "bill number", *text(25)),
            Form("02", "mobile number", *text(25)),
            Form("03", "store", *text(25)),
            Form("04", "loyalty number", *text(25)),
            Form("05", "reference", *text(25)),
            Form("06", "customer", *text(25)),
            Form("07", "terminal", *text(25)),
            Form("08", "purpose", *text(25)),
            Form("09", "data asked of the payer", r"(?!.*(.).*\1)[AME]+", "A, M or E, each once"),
            Form("10-49", "reserved"),
            Form("50-99", "template of a payment system", parts=NETWORK),
        ),
    ),
    Form(CRC, "checksum", ".{4}", "4 upper-case hexadecimal digits"),
    Form(
        "64",
        "merchant in another language",
        parts=level(
            Form("00", "language", "[A-Za-z]{2}", "2 letters", needed=True),
            Form("01", "merchant name", *text(25, "."), needed=True),
            Form("02", "merchant city", *text(15, ".")),
            Form("03-99", "reserved"),
        ),
    ),
    Form("65-79", "reserved"),
    Form("80-99", "unreserved template", parts=NETWORK),
)


def decode(payload: str) -> Content:
    """
    An EMVCo payload, whatever it holds, held against the standard and the law of its country.
    """
    objects, broken = scanned(payload, ROOT)
    first = {one.path: one for one in reversed(list(_all(objects)))}
    law = LAWS.get(first["58"].value) if "58" in first else None
    read_all = sum(4 + len(one.value) for one in objects) == len(payload)
    unread = frozenset(fault.path.rpartition(".")[0] for fault in broken)
    faults = [*broken, *_repeated(objects)]
    faults += _misshapen(objects, ROOT, SOURCE, len(payload), unread)
    if read_all:
        faults += _unordered(payload, objects)
        faults += _contradictory(first, len(payload))
    if read_all and law:
        faults += _misshapen(objects, law.forms, law.name, len(payload), unread)
        faults += _unlawful(first, law, len(payload))
    parts = (Part(one.position, one.path, _title(one, law), one.value) for one in _all(objects))
    ordered = sorted(faults, key=lambda fault: fault.position)
    return Content("emvco", payload, tuple(parts), _terms(first), tuple(ordered))


def _all(objects: Iterable[DataObject]) -> Iterator[DataObject]:
    for one in objects:
        yield one
        yield from _all(one.parts)


def _title(one: DataObject, law: National | None) -> str:
    titles = [_form(one.path, forms) for forms in (law.forms if law else {}, ROOT)]
    return next((form.title for form in titles if form and form.title), "")


def _form(path: str, forms: Mapping[str, Form]) -> Form | None:
    tag, _, rest = path.partition(".")
    form = forms.get(tag)
    return form if form is None or not rest else _form(rest, form.parts)


def _misshapen(
    objects: Iterable[DataObject],
    forms: Mapping[str, Form],
    source: str,
    end: int,
    unread: frozenset[str],
    within: str = "",
) -> Iterator[Fault]:
    known = tuple(objects)
    for one in known:
        form = forms.get(one.tag)
        if form is None:
            continue
        if not form.parts and not form.holds(one.value):
            yield Fault(one.inside, one.path, f"must be {form.says}", source)
        if form.parts:
            behind = one.inside + len(one.value)
            yield from _misshapen(one.parts, form.parts, source, behind, unread, one.path)
    if within in unread:
        return  # what is missing may stand in what cannot be read
    there = {one.tag for one in known}
    for name in needed(forms):
        if name not in there:
            path = f"{within}.{name}" if within else name
            yield Fault(end, path, "is missing", source)


def _repeated(objects: Iterable[DataObject]) -> Iterator[Fault]:
    seen: set[str] = set()
    for one in objects:
        if one.path in seen:
            yield Fault(one.position, one.path, "stands there a second time", SOURCE)
        seen.add(one.path)
        yield from _repeated(one.parts)


def _unordered(payload: str, objects: list[DataObject]) -> Iterator[Fault]:
    if len(payload) > MOST:
        yield Fault(MOST, "", f"{len(payload)} characters, and {MOST} are allowed", SOURCE)
    if objects and objects[0].tag != "00":
        yield Fault(0, objects[0].path, "stands before 00, which must be first", SOURCE)
    behind = next((two for one, two in pairwise(objects) if one.tag == CRC), None)
    if behind:
        yield Fault(
            behind.position, behind.path, f"stands behind {CRC}, which must be last", SOURCE
        )
    elif not objects or objects[-1].tag != CRC:
        yield Fault(len(payload), CRC, "is missing", SOURCE)
    else:
        yield from _miscounted(payload, objects[-1])


def _miscounted(payload: str, checksum: DataObject) -> Iterator[Fault]:
    right = crc(payload[: checksum.inside])
    if ROOT[CRC].holds(checksum.value) and checksum.value != right:
        says = f"is {checksum.value}, and the text before it makes {right}"
        yield Fault(checksum.inside, CRC, says, SOURCE)


def _contradictory(first: Mapping[str, DataObject], end: int) -> Iterator[Fault]:
    if not ACCOUNTS & first.keys():
        yield Fault(end, "02-51", "no merchant account is given", SOURCE)
    tip = first["55"].value if "55" in first else ""
    for indicator, tag in TIPS.items():
        if tip == indicator and tag not in first:
            yield Fault(end, tag, f"is missing, and 55 is {indicator}", SOURCE)
        if tip != indicator and tag in first:
            yield Fault(first[tag].position, tag, f"may stand where 55 is {indicator} only", SOURCE)


def _unlawful(first: Mapping[str, DataObject], law: National, end: int) -> Iterator[Fault]:
    if not law.accounts & first.keys():
        yield Fault(end, law.says_accounts, "no account of the country's scheme is given", law.name)
    static = "01" in first and first["01"].value == "11"
    for tag in law.static if static else ():
        if tag not in first:
            yield Fault(end, tag, "is missing, and 01 is 11 (static)", law.name)


def _terms(first: Mapping[str, DataObject]) -> Terms:
    values = {path: one.value for path, one in first.items()}
    amount, currency = values.get("54", ""), values.get("53")
    return Terms(
        Decimal(amount) if ROOT["54"].holds(amount) else None,
        LETTERS.get(currency, currency) if currency else None,
        tuple(values[path] for path in ("62.01", "62.05") if path in values),
        {"11": False, "12": True}.get(values.get("01", "")),
    )
