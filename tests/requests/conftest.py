"""The second pair of eyes."""

import pytest

from tests.support.clients import Agent
from tests.support.hiring import hire
from tests.support.shop import Shop


@pytest.fixture
async def lena(shop: Shop, admin: Agent) -> Agent:
    """A lead who may approve imitations; the super admin made her account."""
    return await hire(shop, admin, "lena", "imitation:approve", "customer:read")
