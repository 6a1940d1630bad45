"""Changes that an attacker with access to the database makes, and the first wrong event of each."""

from auth.transparency.checkpoints import Checkpoint
from resolvers.audit.verification import Verification, verify
from tests.support.shop import Shop

FORGED = (
    "INSERT INTO audit_events (id, at, action) SELECT 1000, max(at), 'user.logged_in' "
    "FROM audit_events"
)
PLACED = (
    "INSERT INTO audit_leaves (position, event_id, hash, salt) "
    "SELECT {position}, 1000, hash, salt FROM audit_leaves WHERE position = 0"
)
CUT = [
    "DELETE FROM audit_events WHERE id = {third}",
    "DELETE FROM audit_leaves WHERE event_id = {third}",
]
SECOND = [
    "DELETE FROM audit_events WHERE id = {second}",
    "DELETE FROM audit_leaves WHERE event_id = {second}",
]
HARMS = {
    "changed": (["UPDATE audit_events SET username = 'x' WHERE id = {second}"], "second"),
    "detail changed": (["UPDATE audit_events SET detail = NULL, user_agent = 'x'"], "first"),
    "event removed": (["DELETE FROM audit_events WHERE id = {second}"], "second"),
    "removed with its leaf": (SECOND, "third"),
    "removed and closed up": (
        [*SECOND, "UPDATE audit_leaves SET position = 1 WHERE position = 2"],
        "third",
    ),
    "inserted": (
        [
            FORGED,
            "UPDATE audit_leaves SET position = 3 WHERE position = 2",
            PLACED.format(position=2),
        ],
        "forged",
    ),
    "added": ([FORGED, PLACED.format(position=3)], "forged"),
    "hidden before the first": ([FORGED, PLACED.format(position=-1)], "forged"),
    "places exchanged": (
        [
            "UPDATE audit_leaves SET event_id = -1 WHERE position = 1",
            "UPDATE audit_leaves SET event_id = {second} WHERE position = 2",
            "UPDATE audit_leaves SET event_id = {third} WHERE position = 1",
        ],
        "third",
    ),
    "reordered": (
        [
            "UPDATE audit_leaves SET position = 9 WHERE position = 1",
            "UPDATE audit_leaves SET position = 1 WHERE position = 2",
            "UPDATE audit_leaves SET position = 2 WHERE position = 9",
        ],
        "third",
    ),
    "salt changed": (["UPDATE audit_leaves SET salt = hash WHERE position = 1"], "second"),
    "tile changed": (
        ["UPDATE audit_tiles SET hashes = (SELECT hash FROM audit_leaves WHERE position = 0)"],
        "second",
    ),
    "tile removed": (["DELETE FROM audit_tiles"], "first"),
    "tail cut": (CUT, "third"),
    "leaves of the tail removed": (["DELETE FROM audit_leaves WHERE position > 0"], "third"),
    "all cut": (["DELETE FROM audit_events", "DELETE FROM audit_leaves"], "third"),
    "checkpoint removed": (["DELETE FROM audit_checkpoints"], "first"),
    "tail and checkpoint removed": ([*CUT, "DELETE FROM audit_checkpoints"], "first"),
    "checkpoint of another text": (
        ["UPDATE audit_checkpoints SET note = replace(note, 'shop', 'Shop')"],
        "third",
    ),
    "made to be forgotten": ([FORGED, "DELETE FROM audit_waiting"], "forged"),
    "forgotten before the first": (
        [FORGED.replace("1000", "{lowest}"), "DELETE FROM audit_waiting"],
        "lowest",
    ),
    "forgotten far behind the last": (
        [FORGED.replace("1000", "{highest}"), "DELETE FROM audit_waiting"],
        "highest",
    ),
    "removed before it is sealed": (
        [FORGED, "DELETE FROM audit_events WHERE id = 1000"],
        "forged",
    ),
}


async def drop_triggers(shop: Shop) -> None:
    tables = ("audit_events", "audit_leaves", "audit_checkpoints", "audit_tiles", "audit_walks")
    sqlite = shop.application.database.is_sqlite
    for table in tables:
        if sqlite:
            await shop.change(f"DROP TRIGGER IF EXISTS {table}_no_update")
            await shop.change(f"DROP TRIGGER IF EXISTS {table}_no_delete")
        else:
            await shop.change(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
            await shop.change(f"DROP TRIGGER IF EXISTS {table}_no_update ON {table}")
    where = "" if sqlite else " ON audit_tiles"
    await shop.change(f"DROP TRIGGER IF EXISTS audit_tiles_keep_place{where}")


async def harm(shop: Shop, statements: list[str], ids: dict[str, int]) -> None:
    """Change the audit log as an attacker with access to the database would."""
    for statement in statements:
        await shop.change(statement.format(**ids))


async def found(shop: Shop, expected: Checkpoint | None = None) -> Verification:
    return await verify(shop.application, expected=expected)
