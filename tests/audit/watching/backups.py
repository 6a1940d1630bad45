"""Copies of the audit log in the same database, which an attacker puts back."""

from tests.audit.harms import drop_triggers
from tests.support.shop import Shop

TABLES = (
    "audit_events",
    "audit_leaves",
    "audit_tiles",
    "audit_checkpoints",
    "audit_walks",
    "audit_waiting",  # last: a trigger fills it
)


async def back_up(shop: Shop, name: str = "kept") -> None:
    """Copy each table of the audit log as it is now."""
    for table in TABLES:
        await shop.change(f"CREATE TABLE {name}_{table} AS SELECT * FROM {table}")


async def restore(shop: Shop, name: str = "kept") -> None:
    """Put all of them back, the triggers dropped."""
    await drop_triggers(shop)
    for table in TABLES:
        await shop.change(f"DELETE FROM {table}")
    for table in TABLES[:-1]:
        await shop.change(f"INSERT INTO {table} SELECT * FROM {name}_{table}")
    await shop.change("DELETE FROM audit_waiting")
    await shop.change(f"INSERT INTO audit_waiting SELECT * FROM {name}_audit_waiting")
