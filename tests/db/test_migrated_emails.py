"""Migration 0010 keeps e-mail addresses beside their keys; those that become equal are named."""

import logging
import unicodedata
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, text

from db.migrate import migrate
from db.upgrade import alembic_config
from tests.support.shop import PASSWORD, Shop

# By their one key, which is not always among them.
EQUAL = {
    "bob@xn--mller-kva.example": ("bob@m\u00fcller.example", "bob@mu\u0308ller.example"),
    "bob@a.example": ("bob@\uff41.example", "bob@\u200ba.example"),
    "bob@b.example": ("bob@b.example", "bob@\uff42.example"),
    "j\u00f6rg@a.example": ("jo\u0308rg@a.example", "j\u00f6rg@\uff41.example"),
}

# What is stored, and what the migration makes of it: the key, and the address as it was typed.
KEYS = {
    "bob@müller.example": ("bob@xn--mller-kva.example", "bob@müller.example"),
    "jörg@a.example": ("jörg@a.example", None),
    "bob@\u200ba.example": ("bob@a.example", None),
    "bob@a_b.example": ("bob@a_b.example", None),
}
CUSTOMERS = ("bob", "dave", "carol", "heidi")
USERS = ("alice", "eve", "victor", "ines")


def downgrade(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.downgrade(config, "0009")


async def of_previous_release(shop: Shop, **addresses: dict[str, str]) -> None:
    """A database of the revision before; addresses by table and the name in the demo's address."""
    engine = shop.application.database.engine.execution_options(migrate=True)
    async with engine.begin() as connection:
        await connection.run_sync(downgrade)
    for table, stored in addresses.items():
        for name, email in stored.items():
            await shop.change(
                f"UPDATE {table} SET email = :email WHERE email = :old",
                email=email,
                old=f"{name}@example.com",
            )


async def addresses(shop: Shop, table: str) -> dict[str, tuple[str, Any]]:
    return {row["first_name"]: (row["email"], row["email_typed"]) for row in await shop.rows(table)}


async def test_addresses_get_their_keys(shop: Shop) -> None:
    await of_previous_release(
        shop,
        customers=dict(zip(CUSTOMERS, KEYS, strict=True)),
        users=dict(zip(USERS, KEYS, strict=True)),
    )

    await migrate(shop.settings.database_url)

    for table, names in (("customers", CUSTOMERS), ("users", USERS)):
        after = await addresses(shop, table)
        assert [after[name.title()] for name in names] == list(KEYS.values())


async def test_addresses_that_become_equal_are_named_and_none_is_lost(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    key, same = "bob@xn--mller-kva.example", "bob@müller.example"
    await of_previous_release(shop, customers={"bob": key, "dave": same, "gina": same})

    with caplog.at_level(logging.WARNING, "imitate.migrations"):
        await migrate(shop.settings.database_url)

    after = await addresses(shop, "customers")
    assert (after["Bob"], after["Dave"]) == ((key, None), (same, None))
    assert after["Gina"] == (key, same)  # a guest, who may share an address
    (record,) = caplog.records
    assert record.getMessage().startswith(f"The address of {shop.customer('dave')} in customers")
    assert "müller" not in record.getMessage()


@pytest.mark.parametrize("key", EQUAL)
async def test_of_two_that_become_equal_one_gets_the_key_and_one_stays(
    shop: Shop, caplog: pytest.LogCaptureFixture, key: str
) -> None:
    stored = {
        "customers": dict(zip(CUSTOMERS[:2], EQUAL[key], strict=True)),
        "users": dict(zip(USERS[:2], EQUAL[key], strict=True)),
    }
    await of_previous_release(shop, **stored)

    with caplog.at_level(logging.WARNING, "imitate.migrations"):
        await migrate(shop.settings.database_url)

    ids = []
    for table, persons in stored.items():
        other = await the_one_that_stays(shop, table, persons, key)
        ids.append(shop.customer(other) if table == "customers" else shop.user(other))
    assert sorted(record.getMessage() for record in caplog.records) == [
        f"The address of {id_} in {table} is that of another row: it stays."
        for id_, table in sorted(zip(ids, stored, strict=True))
    ]


async def the_one_that_stays(shop: Shop, table: str, stored: dict[str, str], key: str) -> str:
    """The name of the one of two whose address stays as it was stored; the other has the key."""
    after = await addresses(shop, table)
    (holder,) = (name for name in stored if after[name.title()][0] == key)
    (other,) = (name for name in stored if name != holder)
    typed = unicodedata.normalize("NFKC", after[holder.title()][1] or key)
    assert typed in {key, *(unicodedata.normalize("NFKC", email) for email in EQUAL[key])}
    assert after[other.title()] == (stored[other], None)
    return other


async def test_one_that_the_previous_release_cannot_have_is_named_and_keeps_its_key(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    await of_previous_release(shop, customers={"bob": "bob@stra\u00dfe.example"})
    await shop.change(
        "UPDATE customers SET email = 'bob@strasse.example' WHERE email = 'dave@example.com'"
    )
    await migrate(shop.settings.database_url)
    key = "bob@xn--strae-oqa.example"
    assert (await addresses(shop, "customers"))["Bob"] == (key, "bob@stra\u00dfe.example")

    with caplog.at_level(logging.WARNING, "imitate.migrations"):
        await of_previous_release(shop)

    (record,) = caplog.records
    message = (
        f"The address of {shop.customer('bob')} in customers is that of another row: it stays."
    )
    assert record.getMessage() == message
    await migrate(shop.settings.database_url)
    after = await addresses(shop, "customers")
    assert (after["Bob"], after["Dave"]) == ((key, None), ("bob@strasse.example", None))


async def test_customer_logs_in_before_and_after(shop: Shop) -> None:
    await of_previous_release(shop, customers={"bob": "bob@müller.example"})
    await migrate(shop.settings.database_url)

    for typed in ("Bob@MÜLLER.example", "bob@xn--mller-kva.example"):
        assert (await shop.visitor().log_in(typed, PASSWORD)).data["token"]

    engine = shop.application.database.engine.execution_options(migrate=True)
    async with engine.begin() as connection:
        await connection.run_sync(downgrade)
        found = await connection.execute(text("SELECT email FROM customers"))
    assert "bob@müller.example" in found.scalars().all()
    await migrate(shop.settings.database_url)


async def test_search_finds_names_with_joiners_that_are_stored(shop: Shop) -> None:
    await of_previous_release(shop)
    await shop.change(
        "UPDATE customers SET search_text = :text WHERE email = 'bob@example.com'",
        text="می\u200cخ 葛\U000e0100城 bob",
    )

    await migrate(shop.settings.database_url)

    (found,) = [
        row["search_text"] for row in await shop.rows("customers") if row["first_name"] == "Bob"
    ]
    assert found == "میخ 葛城 bob"
