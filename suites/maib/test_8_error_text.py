"""
maib: text that is not plain English, where a request holds any.
"""

from collections.abc import Callable

import pytest

from payconform.checks import no_server_error, require
from payconform.model import Exchange
from payconform.providers.maib.story import Maib

TEXTS = {
    "many scripts": "Чай, pâine, e\u0301, שלום, شاي, हिन्दी, 茶, 🍵",
    "invisible signs": "\ufeff\u200b\u200d\u202e\u2028\ufffe",
    "control characters": "".join(map(chr, (*range(1, 32), *range(127, 160)))),
    "a NUL": "tea\0cake",
}
STEPS: dict[str, Callable[[Maib, str], Exchange]] = {
    "createQr": lambda maib, text: maib.ask(description=text),
    "getQr": lambda maib, text: maib.read(text),
    "cancelQr": lambda maib, text: maib.cancel(maib.create(), {"reason": text}),
    "listQrs": lambda maib, text: maib.list_qrs(description=text),
}


@pytest.mark.rule("MAIB-ERROR-16")
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("step", STEPS)
def test_no_text_is_a_server_error(maib: Maib, step: str, text: str) -> None:
    require(STEPS[step](maib, TEXTS[text]), no_server_error)
