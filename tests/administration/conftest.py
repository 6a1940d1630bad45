"""A second process on the same database."""

import pytest

from tests.support.clients import Agent
from tests.support.shop import OpenShop


@pytest.fixture
async def elsewhere(open_shop: OpenShop, admin: Agent) -> Agent:
    """The super admin at another process."""
    return Agent((await open_shop()).http, admin.headers, admin.id)
