"""An audit log without its triggers."""

import pytest

from resolvers.audit.sealing import seal_new_events
from tests.audit.harms import drop_triggers
from tests.support.shop import Shop

NAMES = ("eve", "alice", "victor")


@pytest.fixture
async def ids(shop: Shop) -> dict[str, int]:
    """The ids of three sealed events, and of forged ones; the triggers are dropped."""
    for name in NAMES:
        await shop.agent(name)
    await seal_new_events(shop.application)
    await drop_triggers(shop)
    sealed = sorted(event["id"] for event in await shop.rows("audit_events"))
    forged = {"forged": 1000, "lowest": -(1 << 63), "highest": (1 << 63) - 1}
    return {**dict(zip(("first", "second", "third"), sealed, strict=True)), **forged}
