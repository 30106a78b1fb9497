"""
What can go wrong that is not a finding: the error names the state of the world.

    PayconformError
    ├── Unusable            exit 2: the user must change something before a run can start
    │   ├── NoSuchProvider      no folder of that name stands in the rows
    │   ├── FileUnreadable      missing, not YAML/JSON/TOML, or outside its closed schema
    │   ├── KeyMissing          a setting or credential is not given
    │   ├── InUse               another process writes the same run
    │   ├── TargetForbidden     the target's host is production or not the target's own
    │   └── NothingSelected     --only or --rule leaves no test
    ├── Inconclusive        exit 3: the target gave no answer that can be judged
    │   ├── TargetSilent        no connection, no complete answer in time, connection dropped
    │   ├── TargetUnfit         it answers, but not as this provider, or refuses the credentials
    │   └── CeilingReached      the write ceiling of the run is used up
    ├── Unwritable          exit 3: a file of the run cannot be written any more
    ├── Blocked             one story: a step before the one under test did not succeed
    ├── Unexercised         one story: its precondition never came up
    ├── NotOffered          one story: the target lacks an optional part of the API
    ├── AmountTooLarge      one story: its request names more than max_amount of the target
    └── Violation           one story: the exchange breaks the rule
"""

from collections.abc import Sequence
from typing import ClassVar

from payconform.model import Mismatch


class PayconformError(Exception):
    """
    Anything payconform says instead of a traceback.
    """

    exit_code: ClassVar[int] = 3


class Unusable(PayconformError):
    """
    The command, a file or a setting must change before a run can start.
    """

    exit_code = 2


class NoSuchProvider(Unusable):
    """
    No folder of that name stands in specs/.
    """


class FileUnreadable(Unusable):
    """
    A data file is missing, malformed, or outside its closed schema.
    """

    def __init__(self, file: object, field: str, problem: str, remedy: str) -> None:
        where = f"{file}, {field}" if field else str(file)
        super().__init__(f"{where}: {problem}. {remedy}")
        self.field = field


class KeyMissing(Unusable):
    """
    A setting or credential that the run needs is not given.
    """


class InUse(Unusable):
    """
    Another process is writing the files of this run.
    """


class TargetForbidden(Unusable):
    """
    The host is marked production, or is not one the target allows.
    """


class NothingSelected(Unusable):
    """
    The selection leaves no test to run.
    """


class Inconclusive(PayconformError):
    """
    The target gave no answer that can be judged.
    """


class TargetSilent(Inconclusive):
    """
    No connection, no complete answer in time, or a dropped connection.
    """


class TargetUnfit(Inconclusive):
    """
    Something answers, but not as this provider would, or it refuses the credentials.
    """


class CeilingReached(Inconclusive):
    """
    The number of writes this run may make on a real target is used up.
    """


class Unwritable(PayconformError):
    """
    A file of the run cannot be written: the evidence would be lost.
    """


class Blocked(PayconformError):
    """
    A step that is not under test did not succeed.
    """


class Unexercised(PayconformError):
    """
    The rule's precondition never came up, so nothing was tested.
    """


class NotOffered(PayconformError):
    """
    The target lacks an optional part of the API that the story is about; the message names it.
    """


class AmountTooLarge(PayconformError):
    """
    A request names an amount above what the target's settings let through; it was not sent.
    """


class Violation(PayconformError):
    """
    An exchange breaks the rule under test.

    Args:
        mismatches: what was expected and what came, at least one.
        exchange: id of the exchange that shows it.

    """

    def __init__(self, mismatches: Sequence[Mismatch], exchange: str) -> None:
        super().__init__("; ".join(f"expected {m.expected}, got {m.got}" for m in mismatches))
        self.mismatches = tuple(mismatches)
        self.exchange = exchange
