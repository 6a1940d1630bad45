"""The migration that knows who made users takes it from the audit log."""

from alembic import command
from sqlalchemy import Connection

from db.migrate import migrate
from db.statements.users import users
from db.upgrade import alembic_config
from tests.support.clients import Agent
from tests.support.hiring import hire
from tests.support.shop import Shop

BEFORE = "0036"


def downgrade(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.downgrade(config, BEFORE)


async def test_users_have_the_makers_that_the_audit_log_names(shop: Shop, admin: Agent) -> None:
    one = await hire(shop, admin, "one", "user:write", "role:write")
    other = await hire(shop, one, "other")
    engine = shop.application.database.engine.execution_options(migrate=True)
    async with engine.begin() as connection:
        await connection.run_sync(downgrade)

    await migrate(shop.settings.database_url)

    found = [await users.get(shop.application.database.reads, id_) for id_ in (one.id, other.id)]
    assert [user and user.made_by for user in found] == [admin.id, one.id]
    alice = await users.get(shop.application.database.reads, shop.user("alice"))
    assert alice is not None
    assert alice.made_by is None
