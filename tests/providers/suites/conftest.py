"""
Stories run under a provider, as `payconform certify` runs them: the suite of the suite, which
stands in the same tree, passes them by.
"""

from pathlib import Path

import pytest

from payconform.stories import Selection


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    del collection_path
    selecting = any(isinstance(one, Selection) for one in config.pluginmanager.get_plugins())
    return None if selecting else True
