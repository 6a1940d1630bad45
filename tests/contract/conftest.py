"""The contract holds with plans on both engines, and on SQLite without them as well.

Plans are made above the database, so that one engine is enough for the other way.
"""

import pytest

from tests.support.shop import EACH_WAY, template_for


@pytest.fixture(params=EACH_WAY)
def template(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The filled database of the engine that the test runs on."""
    return template_for(request, monkeypatch)
