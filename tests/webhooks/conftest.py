"""A shop whose webhooks may be sent to this machine, and a receiver there."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from tests.support.shop import OpenShop, Shop
from tests.webhooks.receiver import Receiver, receiving


@pytest.fixture
async def shop(open_shop: OpenShop) -> Shop:
    """The time is that of this machine: receivers refuse signatures of other times."""
    opened = await open_shop(webhook_allow_networks="127.0.0.0/8")
    opened.clock.now = datetime.now(UTC)
    return opened


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A receiver that listens."""
    made = Receiver()
    async with receiving(made):
        yield made
