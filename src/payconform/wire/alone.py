"""
Masks values too short to be told from ordinary text, where they stand alone.
"""

import html
import json
import re
import threading
from urllib.parse import quote, quote_plus

from payconform.wire.literals import in_python


class Alone:
    """
    Short values and the masks for them: they are masked between quotes, as the value of a
    parameter, and where they are the whole text. Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._masks: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None

    def __len__(self) -> int:
        return len(self._masks)

    def learn(self, value: str, mask: str) -> None:
        """
        Mask this value from now on.
        """
        in_json = json.dumps(value)[1:-1]
        forms = (value, html.escape(value), in_json, in_json.replace("\\", r"\\"))
        with self._lock:
            if value in self._masks:
                return
            for form in (*forms, *in_python(value), quote(value, safe=""), quote_plus(value)):
                self._masks.setdefault(form, mask)
            self._pattern = None  # made again when it is needed

    def __call__(self, text: str) -> str:
        """
        The text with each of the values replaced where it stands alone.
        """
        if not self._masks:
            return text
        with self._lock:
            masks = self._masks
            if self._pattern is None:
                every = "|".join(map(re.escape, sorted(masks, key=len, reverse=True)))
                quoted = rf"(?P<open>\\*[\"']|&quot;|&#x27;)(?P<quoted>{every})(?P<close>(?P=open))"
                given = rf"(?P<equals>=)(?P<given>{every})(?=$|[&;#\s\"'\\])"
                self._pattern = re.compile(rf"{quoted}|{given}|^(?P<whole>{every})$")
            return self._pattern.sub(lambda found: _masked(found, masks), text)


def _masked(found: re.Match[str], masks: dict[str, str]) -> str:
    parts = found.groupdict(default="")
    mask = masks[parts["quoted"] or parts["given"] or parts["whole"]]
    return f"{parts['open'] or parts['equals']}{mask}{parts['close']}"
