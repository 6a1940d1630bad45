"""Migration 0030 takes the state of a consent from the newest event that says one."""

from datetime import datetime

from alembic import command
from sqlalchemy import Connection

from db.demo.shop import OPENED
from db.migrate import migrate
from db.statements.shop import customers
from db.upgrade import alembic_config
from tests.support.shop import Shop

SET_IN_A_ROW = "UPDATE customers SET imitation_consent = :given WHERE email = :email"


def downgrade(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.downgrade(config, "0029")


async def say(shop: Shop, name: str, *, granted: bool) -> None:
    channel = "Outlet" if name == "carol" else "Storefront"
    visitor = await shop.shopper(f"{name}@example.com", channel)
    answer = await visitor.run("storefront/set-imitation-consent", granted=granted)
    assert answer.data["customer"]["imitationConsent"] is granted


async def test_last_word_of_each_customer_counts(shop: Shop) -> None:
    await say(shop, "bob", granted=True)
    shop.clock.advance(hours=1)
    await say(shop, "bob", granted=False)
    await say(shop, "carol", granted=False)
    await say(shop, "heidi", granted=True)
    engine = shop.application.database.engine.execution_options(migrate=True)
    async with engine.begin() as connection:
        await connection.run_sync(downgrade)
    # Rows that an earlier release changed without an event.
    await shop.change(SET_IN_A_ROW, given=True, email="carol@example.com")
    await shop.change(SET_IN_A_ROW, given=False, email="heidi@example.com")
    await shop.change(SET_IN_A_ROW, given=False, email="gina@example.com")

    await migrate(shop.settings.database_url)

    later = shop.clock.now
    assert [await stored(shop, name) for name in ("bob", "carol", "heidi")] == [(False, later)] * 3
    assert await stored(shop, "gina") == (False, None)
    assert await stored(shop, "dave") == (True, OPENED)


async def stored(shop: Shop, name: str) -> tuple[bool, datetime | None]:
    customer = await customers.get(shop.application.database.reads, shop.customer(name))
    assert customer is not None
    return customer.imitation_consent, customer.imitation_consent_changed_at
