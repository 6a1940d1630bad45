"""Triggers that are missing, disabled or changed are named; those of the migrations are known."""

import pytest

from db.trigger_digests import POSTGRESQL, SQLITE
from db.triggers import ON_POSTGRESQL, ON_SQLITE, digest, find_all, find_changed
from tests.support.shop import Shop

SWALLOW = "BEGIN RETURN NULL; END"
FUNCTION = "CREATE {}FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $$ {} $$"
SQLITES = {
    "a trigger is dropped": (
        ["DROP TRIGGER audit_tiles_keep_place"],
        "audit_tiles_keep_place is missing",
    ),
    "a trigger is made anew": (
        [
            "DROP TRIGGER audit_events_wait",
            (
                "CREATE TRIGGER audit_events_wait AFTER INSERT ON audit_events "
                "WHEN NEW.action <> 'imitation.redeemed' "
                "BEGIN INSERT INTO audit_waiting (event_id) VALUES (NEW.id); END"
            ),
        ],
        "audit_events_wait is another one",
    ),
    "one is added": (
        [
            (
                "CREATE TRIGGER forger AFTER INSERT ON audit_waiting "
                "BEGIN DELETE FROM audit_waiting; END"
            )
        ],
        "forger is not ours",
    ),
}
POSTGRESQLS = {
    "a trigger is dropped": (
        ["DROP TRIGGER audit_tiles_keep_place ON audit_tiles"],
        "audit_tiles_keep_place is missing",
    ),
    "a trigger is disabled": (
        ["ALTER TABLE audit_leaves DISABLE TRIGGER audit_leaves_append_only"],
        "audit_leaves_append_only is disabled",
    ),
    "one of other acts is made": (
        [
            "DROP TRIGGER audit_sealing_append_only ON audit_sealing",
            (
                "CREATE TRIGGER audit_sealing_append_only BEFORE DELETE ON audit_sealing "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            ),
        ],
        "audit_sealing_append_only is another one",
    ),
    "a function is replaced": (
        [FUNCTION.format("OR REPLACE ", "wait_for_sealing", SWALLOW)],
        "audit_events_wait is another one",
    ),
    "a trigger is added": (
        [
            FUNCTION.format("", "swallow", SWALLOW),
            (
                "CREATE TRIGGER forger BEFORE INSERT ON audit_events "
                "FOR EACH ROW EXECUTE FUNCTION swallow()"
            ),
        ],
        "forger is not ours",
    ),
    "a rule stands in": (
        ["CREATE RULE forger AS ON INSERT TO audit_events DO INSTEAD NOTHING"],
        "forger is not ours",
    ),
    "rows are hidden": (
        ["ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY"],
        "row security of audit_events is not ours",
    ),
    "all are left out": (
        ["ALTER DATABASE {database} SET session_replication_role = replica"],
        "session_replication_role is replica, which leaves them out",
    ),
}


async def test_those_of_the_migrations_are_known(shop: Shop) -> None:
    """Where a migration changes a trigger, its new digest belongs into db.trigger_digests."""
    database = shop.application.database
    async with database.engine.connect() as connection:
        statement = ON_SQLITE if database.is_sqlite else ON_POSTGRESQL
        there = {one.name: digest(one.definition) for one in await find_all(connection, statement)}

    assert there == (SQLITE if database.is_sqlite else POSTGRESQL)
    assert await find_changed(database) == []


@pytest.mark.parametrize(
    ("template", "kind"),
    [*(("sqlite", kind) for kind in SQLITES), *(("postgresql", kind) for kind in POSTGRESQLS)],
    indirect=["template"],
)
async def test_change_is_named(shop: Shop, kind: str) -> None:
    database = shop.application.database
    statements, words = (SQLITES if database.is_sqlite else POSTGRESQLS)[kind]
    name = shop.settings.database_url.rpartition("/")[2]
    for statement in statements:
        await shop.change(statement.replace("{database}", f'"{name}"'))
    await database.engine.dispose()  # a new connection has the settings of the database

    assert await find_changed(database) == [words]
