"""
What the user says about a target: payconform.toml, a credentials file, or a bare URL.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from payconform.addresses import is_base_url, is_loopback
from payconform.errors import FileUnreadable, KeyMissing, Unusable
from payconform.spec import closed, rows

FILE = Path("payconform.toml")
EMBEDDED = "embedded simulator"  # the name of the target that no option names
ACCEPTED = "i_accept_production_until"  # long, so that nobody writes it by accident
RECORDED = "recorded"  # the environment of traffic that was recorded elsewhere: there is no target
MOST_IN_PRODUCTION = Decimal(10)  # of the currency's main unit, unless the target says otherwise
SECOND = "second_merchant"  # the capability that a second merchant's credentials give
RECEIVES = "receive_callbacks"  # the capabilities that an address for callbacks gives:
ANSWERS = "answer_callbacks"  # this one only where we listen there ourselves
PAYS = "simulate_payment"  # the capability of a sandbox that pays by itself, and a target's key
SHORTEST_SECRET = 8  # a shorter one could not be masked without masking ordinary text


@dataclass(frozen=True, slots=True)
class Http:
    """
    How a target is reached, as written: a proxy's URL, files, seconds for a whole answer.
    """

    proxy: str | None = None
    ca_bundle: str | None = None
    client_certificate: str | None = None
    client_key: str | None = None
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class Callbacks:
    """
    Where callbacks come in, as written. `folder`: where `payconform receive` leaves them.
    """

    listen: str | None = None
    public_url: str | None = None
    folder: Path | None = None

    @property
    def capabilities(self) -> frozenset[str]:
        """
        What such an address lets stories do.
        """
        if self.folder:
            return frozenset({RECEIVES})
        return frozenset({RECEIVES, ANSWERS})


@dataclass(frozen=True, slots=True)
class TargetSettings:
    """
    Where a run is sent. `base_url` None is the embedded simulator.

    `second` are the credentials of another merchant, empty where there is none. `production_until`
    is the day on which an accepted production target is one no longer.
    `requests_per_second` and `max_writes` hold on every target that is not on loopback. No request
    that names more than `max_amount`, in the currency's main unit, is sent. `operator`: a person
    pays its QRs.
    """

    provider: str
    name: str
    base_url: str | None
    environment: str
    credentials: Mapping[str, str] = field(repr=False)
    capabilities: frozenset[str] = frozenset()
    requests_per_second: float = 2.0
    max_writes: int = 3000
    max_amount: Decimal | None = None
    published_credentials: bool = False
    blind: bool = False
    second: Mapping[str, str] = field(default_factory=dict, repr=False)
    http: Http = Http()
    production_until: date | None = None
    callbacks: Callbacks | None = None
    operator: bool = False

    @property
    def loopback(self) -> bool:
        """
        Whether the target is on this machine.
        """
        return self.base_url is None or is_loopback(urlsplit(self.base_url).hostname or "")


def resolve(
    provider: str,
    target: str | None,
    credentials: Path | None,
    *,
    blind: bool = False,
    callbacks: Path | None = None,
) -> TargetSettings:
    """
    The settings for one run, from what the command line names.

    Args:
        provider: key of the provider.
        target: None for the embedded simulator, a URL, or a name from payconform.toml.
        credentials: YAML or JSON file that replaces the credentials found otherwise.
        blind: use no control API even where there is one.
        callbacks: folder in which callbacks arrive, instead of at an address of ours.

    Raises:
        Unusable: a file, key or URL does not fit; nothing has been sent.

    """
    given = _read(credentials) if credentials else None
    if target is not None and "://" not in target:
        return _named(provider, target, given, blind=blind, folder=callbacks)
    if callbacks is not None:
        raise Unusable(
            f"--callbacks {callbacks}: needs the address that the target calls. Give --target the "
            f"name of a target of {FILE} with callbacks.public_url."
        )
    if target is not None and not is_base_url(target):
        shown = "URL" if "@" in target else target  # what stands before an @ may be a password
        raise Unusable(
            f"--target {shown}: not a base URL. Use scheme, host and port only, as in http://127.0.0.1:8080."
        )
    if given is None and target is not None and not is_loopback(urlsplit(target).hostname or ""):
        raise KeyMissing(
            f"--target {target}: no credentials. Name a file with --credentials, or a target of "
            f"{FILE}; the published ones are used on loopback only."
        )
    return TargetSettings(
        provider=provider,
        name=target or EMBEDDED,
        base_url=target.rstrip("/") if target else None,
        environment="simulator" if target is None or given is None else "sandbox",
        credentials=given or published(provider),
        published_credentials=given is None,
        blind=blind,
    )


def provider_of(target: str) -> str | None:
    """
    The provider of a target of payconform.toml; None where no readable file has such a target.
    """
    try:
        targets = closed.read(FILE, "config")["targets"]
    except FileUnreadable:
        return None
    provider: str | None = targets.get(target, {}).get("provider")
    return provider


def published(provider: str) -> Mapping[str, str]:
    """
    The throw-away credentials of the provider's fixtures, good for the simulator only.
    """
    path = rows.find("fixtures", provider, "credentials.yaml")
    content: Mapping[str, str] = closed.read(path, "credentials")
    return content


def _read(path: Path) -> Mapping[str, str]:
    content: Mapping[str, str] = closed.read(path, "credentials")
    for key, value in content.items():
        _check_text(value, path, key)
    return content


def _check_text(value: str, file: Path, place: str) -> None:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise FileUnreadable(
            file, place, "is not text that UTF-8 can hold", "Mend the value."
        ) from None


def _named(
    provider: str,
    name: str,
    given: Mapping[str, str] | None,
    *,
    blind: bool,
    folder: Path | None,
) -> TargetSettings:
    field_name = f"targets.{name}"
    if not FILE.is_file():
        problem, remedy = "there is no such file here", "Write it, or give --target a URL."
        raise FileUnreadable(FILE, field_name, problem, remedy)
    document = closed.read(FILE, "config")
    entry = document["targets"].get(name)
    if entry is None:
        known = ", ".join(sorted(document["targets"]))
        raise FileUnreadable(FILE, field_name, "no such target", f"Targets here: {known}.")
    if entry["provider"] != provider:
        problem = f"belongs to provider {entry['provider']}, not {provider}"
        raise FileUnreadable(FILE, f"{field_name}.provider", problem, "Name another target.")
    if not is_base_url(entry["base_url"]):
        raise FileUnreadable(
            FILE, f"{field_name}.base_url", "is not a base URL", "Use scheme, host and port only."
        )
    optional = {key: entry[key] for key in ("requests_per_second", "max_writes") if key in entry}
    secrets = {} if given else dict(entry.get("credentials", {}))
    second = _secrets(secrets.pop("second", {}), f"{field_name}.credentials.second")
    addresses = entry.get("callbacks", {})
    callbacks = Callbacks(**addresses, folder=folder) if addresses or folder else None
    able = frozenset(entry.get("capabilities", ())) | ({SECOND} if second else set())
    if PAYS in entry and PAYS in able:
        problem = f"says that a person pays, and {field_name}.capabilities that `{PAYS}` does"
        raise FileUnreadable(FILE, f"{field_name}.{PAYS}", problem, "Keep one of the two.")
    return TargetSettings(
        provider=provider,
        name=name,
        base_url=entry["base_url"].rstrip("/"),
        environment=entry["environment"],
        credentials=given or _secrets(secrets, f"{field_name}.credentials"),
        capabilities=able | (callbacks.capabilities if callbacks else set()),
        blind=blind,
        second=second,
        http=Http(**entry.get("http", {})),
        production_until=_day(entry.get(ACCEPTED), f"{field_name}.{ACCEPTED}"),
        callbacks=callbacks,
        max_amount=_most(entry),
        operator=PAYS in entry,
        **optional,
    )


def _most(entry: Mapping[str, Any]) -> Decimal | None:
    if "max_amount" in entry:
        return Decimal(str(entry["max_amount"]))
    return MOST_IN_PRODUCTION if entry["environment"] == "production" else None


def _day(written: str | None, place: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise FileUnreadable(FILE, place, "is no day", "Write it as 2026-12-31.") from None


def _secrets(entries: Mapping[str, Any], where: str) -> Mapping[str, str]:
    found = {}
    for key, source in entries.items():
        place, value = f"{where}.{key}", ""
        if "env" in source:
            value = os.environ.get(source["env"], "")
            remedy = f"Set the environment variable {source['env']}."
        else:
            remedy = f"Write the secret into {source['file']}."
            value = _content(source["file"])
        if len(value) < SHORTEST_SECRET:
            problem = "is too short to be masked safely" if value else "has no value"
            raise FileUnreadable(FILE, place, problem, remedy)
        _check_text(value, FILE, place)
        found[key] = value
    return found


def _content(file: str) -> str:
    try:
        return Path(file).expanduser().read_text("utf-8").strip()
    except (OSError, ValueError, RuntimeError):  # no home to expand ~ to
        return ""
