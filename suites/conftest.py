"""
Suites run for one provider at a time.
"""

import pytest

from payconform.stories import Selection


def pytest_collection(session: pytest.Session) -> None:
    plugins = session.config.pluginmanager.get_plugins()
    if not any(isinstance(plugin, Selection) for plugin in plugins):
        raise pytest.UsageError("name a provider: pytest suites --provider maib")
