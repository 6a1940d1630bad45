"""What there is of Alice and Bob before one of them is erased."""

from typing import Any

from resolvers.audit.sealing import seal_new_events
from tests.support.clients import Agent, Visitor
from tests.support.shop import Shop
from tests.support.shopping import add, order

REASON = "Ticket 4711: Bob Builder cannot pay"
OTHER_REASON = "Ticket 4712: a question about an order"


async def make_history(shop: Shop, alice: Agent, bob: Visitor) -> None:
    """Alice has imitated Bob twice, and ordered; a super admin has changed who she is."""
    imitator = await shop.imitator(alice, reason=REASON)
    await add(imitator, shop.product(1))
    await order(imitator)
    await imitator.run("storefront/change-email", email="x@example.com", currentPassword="x")
    await shop.imitator(alice, reason=REASON)
    await shop.imitator(alice, "heidi", reason=OTHER_REASON)
    await bob.run("storefront/change-password", currentPassword="imitate-demo", newPassword="x" * 9)
    admin = await shop.agent("admin")
    await admin.run("admin/update-user", id=shop.user("alice"), input={"lastName": "Agent-Smith"})
    await seal_new_events(shop.application)


async def strings(shop: Shop, *, without: tuple[tuple[str, str], ...] = ()) -> str:
    """Every value of every table in one text, but for some columns."""
    found = await shop.everything()
    left_out = set(without)
    return "\n".join(
        str(value)
        for table, rows in found.items()
        for row in rows
        for name, value in row.items()
        if (table, name) not in left_out
    )


async def events_about(shop: Shop, column: str, subject_id: str) -> list[dict[str, Any]]:
    rows = await shop.rows("audit_events")
    return [row for row in rows if row[column] == subject_id]
