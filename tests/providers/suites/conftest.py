"""
Stories run under a provider, as `payconform certify` runs them: the suite of the suite, which
stands in the same tree, passes them by.
"""

from pathlib import Path

import pytest

from payconform.stories import Stories


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    del collection_path
    stories = any(isinstance(one, Stories) for one in config.pluginmanager.get_plugins())
    return None if stories else True
