"""Changes that an attacker with access to the database makes, and the first wrong event of each."""

from resolvers.audit.chain import ChainHead
from resolvers.audit.verification import Verification, verify
from tests.support.shop import Shop

FORGED = (
    "INSERT INTO audit_events (id, at, action) SELECT 1000, max(at), 'user.logged_in' "
    "FROM audit_events"
)
PLACED = "INSERT INTO audit_seals (position, event_id, hash) VALUES ({position}, 1000, '{hash}')"
CUT = [
    "DELETE FROM audit_events WHERE id = {third}",
    "DELETE FROM audit_seals WHERE event_id = {third}",
]
ANCHOR_MOVED = (
    "UPDATE audit_anchor SET position = 2, event_id = {second}, "
    "head = (SELECT hash FROM audit_seals WHERE position = 2)"
)
HARMS = {
    "changed": (["UPDATE audit_events SET username = 'x' WHERE id = {second}"], "second"),
    "detail changed": (["UPDATE audit_events SET detail = NULL, user_agent = 'x'"], "first"),
    "event removed": (["DELETE FROM audit_events WHERE id = {second}"], "second"),
    "removed with its seal": (
        [
            "DELETE FROM audit_events WHERE id = {second}",
            "DELETE FROM audit_seals WHERE event_id = {second}",
        ],
        "third",
    ),
    "removed and closed up": (
        [
            "DELETE FROM audit_events WHERE id = {second}",
            "DELETE FROM audit_seals WHERE event_id = {second}",
            "UPDATE audit_seals SET position = 2 WHERE position = 3",
        ],
        "third",
    ),
    "inserted": (
        [
            FORGED,
            "UPDATE audit_seals SET position = 4 WHERE position = 3",
            "UPDATE audit_seals SET position = 3 WHERE position = 2",
            PLACED.format(position=2, hash="0" * 64),
        ],
        "forged",
    ),
    "added": ([FORGED, PLACED.format(position=4, hash="0" * 64)], "forged"),
    "hidden before the first": ([FORGED, PLACED.format(position=0, hash="0" * 64)], "forged"),
    "reordered": (
        [
            "UPDATE audit_seals SET event_id = -1 WHERE position = 2",
            "UPDATE audit_seals SET event_id = {second} WHERE position = 3",
            "UPDATE audit_seals SET event_id = {third} WHERE position = 2",
        ],
        "third",
    ),
    "tail cut": (CUT, "third"),
    "tail unsealed": (["DELETE FROM audit_seals WHERE position > 1"], "third"),
    "all cut": (["DELETE FROM audit_events", "DELETE FROM audit_seals"], "third"),
    "anchor removed": (["DELETE FROM audit_anchor"], "third"),
    "tail and anchor removed": ([*CUT, "DELETE FROM audit_anchor"], "second"),
    "tail cut, anchor moved": ([*CUT, ANCHOR_MOVED], "second"),
}


async def drop_triggers(shop: Shop) -> None:
    for table in ("audit_events", "audit_seals"):
        if shop.application.database.is_sqlite:
            for act in ("update", "delete"):
                await shop.change(f"DROP TRIGGER {table}_no_{act}")
        else:
            await shop.change(f"DROP TRIGGER {table}_append_only ON {table}")


async def harm(shop: Shop, statements: list[str], ids: dict[str, int]) -> None:
    """Change the audit log as an attacker with access to the database would."""
    for statement in statements:
        await shop.change(statement.format(**ids))


async def put_back(shop: Shop, anchor: dict[str, object]) -> None:
    """Replace the anchor by an earlier one."""
    values = ", ".join(f"{name} = :{name}" for name in anchor)
    await shop.change(f"UPDATE audit_anchor SET {values}", **anchor)


async def found(shop: Shop, expected: ChainHead | None = None) -> Verification:
    return await verify(shop.application, expected=expected)
