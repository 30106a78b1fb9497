"""
What the values of a text look like, as data: a form for each tag or parameter, nested at will.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Form:
    """
    What stands under a name, or under a range of tags (`26-51`).

    `pattern` is what the whole value matches, and `says` that in words. A template has `parts`.
    """

    names: str
    title: str = ""
    pattern: str = ".+"
    says: str = "at least one character"
    needed: bool = False
    parts: Mapping[str, "Form"] = field(default_factory=dict)

    def holds(self, value: str) -> bool:
        """
        Whether a value has this form.
        """
        return re.fullmatch(self.pattern, value, re.DOTALL) is not None


def level(*forms: Form) -> Mapping[str, Form]:
    """
    Forms that stand side by side, by their names.
    """
    return {name: form for form in forms for name in tags(form.names)}


def tags(names: str) -> Iterator[str]:
    """
    The tags of a range; anything else is one name.
    """
    low, dash, high = names.partition("-")
    if not dash:
        yield names
    else:
        yield from (f"{number:02}" for number in range(int(low), int(high) + 1))


def needed(forms: Mapping[str, Form]) -> Iterator[str]:
    """
    The names that must be there.
    """
    return (name for name, form in forms.items() if form.needed)


def text(most: int, letters: str = "[ -~]") -> tuple[str, str]:
    """
    The pattern of a text of printable ASCII, or of other letters, and that in words.
    """
    what = "printable ASCII characters" if letters == "[ -~]" else "characters"
    return f"{letters}{{1,{most}}}", f"1 to {most} {what}"


def digits(count: int) -> tuple[str, str]:
    """
    The pattern of so many digits, and that in words.
    """
    return f"[0-9]{{{count}}}", f"{count} digits"
