"""
maib: the content of a QR.
"""

import re

import pytest

from payconform.checks import at, given
from payconform.providers.maib.checks import succeeded
from payconform.providers.maib.story import Maib
from payconform.stories import Record

SEEN = r"https://([\w-]+\.)*bnm\.md/\S*[0-9a-fA-F]{32}"


@pytest.mark.rule("MAIB-QR-01")
def test_the_form_of_the_url(maib: Maib, record: Record) -> None:
    url = at(given(maib.ask(), succeeded), "result.url")
    record("the form seen publicly" if re.fullmatch(SEEN, str(url)) else "another form")
