"""Migration 0009 remembers the customers that orders and imitations still name."""

from alembic import command
from sqlalchemy import Connection

from db.migrate import migrate
from db.upgrade import alembic_config
from tests.support.clients import Agent, Visitor
from tests.support.shop import Shop
from tests.support.shopping import order


def downgrade(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.downgrade(config, "0008")


async def test_customers_who_were_deleted_before_are_remembered(
    shop: Shop, admin: Agent, bob: Visitor
) -> None:
    await order(bob)
    await shop.token(admin, "heidi")
    await shop.token(admin, "carol", "Outlet")  # who stays
    for name in ("bob", "heidi"):
        await admin.run("admin/delete-customer", id=shop.customer(name))
    engine = shop.application.database.engine.execution_options(migrate=True)
    async with engine.begin() as connection:
        await connection.run_sync(downgrade)

    await migrate(shop.settings.database_url)

    remembered = {row["id"] for row in await shop.rows("deleted_customers")}
    assert remembered == {shop.customer("bob"), shop.customer("heidi")}
