"""Migration 0007 stores domains in their normal form, and names those that cannot have it."""

import logging
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection

from db.migrate import migrate
from db.upgrade import alembic_config
from tests.support.clients import Agent
from tests.support.shop import Shop

NORMALISED = {
    "http://LocalHost.:8080": "http://localhost:8080",
    "https://müller.example/ä": "https://xn--mller-kva.example/%C3%A4",
    "https://shop.example:443/De": "https://shop.example/De",
    "http://[0::1]:080": "http://[::1]",
    "http://[::ffff:1.2.3.4]": "http://[::ffff:102:304]",
    "https://x.example/a b%2c": None,
    "https://x.example/%7ea%2c": "https://x.example/~a%2C",
    "https://a;sandbox": None,
    "https://a,b": None,
    "https://*.example": None,
    "https://a\u00a0b": None,
    "http://127.1": None,
    "https://x.example//b": None,
}
# By their one normal form, which is not always among them.
EQUAL = {
    "https://a.example": ("https://a.example:443", "https://A.example", "https://a.example"),
    "https://b.example": ("https://b.example.", "https://b.example:", "HTTPS://b.example:0443"),
    "https://xn--mller-kva.example": (
        "https://m\u00fcller.example",
        "https://mu\u0308ller.example",
    ),
    "https://c.example/~a": ("https://c.example/%7ea", "https://c.example/%7Ea"),
    "https://c.example/%C3%A4": ("https://c.example/%c3%a4", "https://c.example/%C3%A4"),
    "https://c.example/%C3%B6": ("https://c.example/\u00f6", "https://c.example/o\u0308"),
    "http://[::1]": ("http://[0::1]", "http://[::0001]:80", "http://[::1]"),
    "http://[::ffff:102:304]": ("http://[::ffff:1.2.3.4]", "http://[::FFFF:102:304]"),
}


def downgrade(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.downgrade(config, "0006")


async def of_previous_release(shop: Shop, admin: Agent, *urls: str) -> None:
    """Store the URLs as they were typed, in a database of the revision before."""
    domains = [
        {"url": f"https://d{number}.example", "language": "en-GB", "currency": "EUR"}
        for number in range(len(urls))
    ]
    channel = shop.channel("Outlet")
    await admin.run("admin/update-sales-channel", id=channel, input={"domains": domains})
    for number, url in enumerate(urls):
        await shop.change(
            "UPDATE sales_channel_domains SET url = :url WHERE url = :old",
            url=url,
            old=f"https://d{number}.example",
        )
    engine = shop.application.database.engine.execution_options(migrate=True)
    async with engine.begin() as connection:
        await connection.run_sync(downgrade)


async def urls_of(shop: Shop) -> dict[str, str]:
    return {str(row["id"]): row["url"] for row in await shop.rows("sales_channel_domains")}


async def test_domains_get_their_normal_form_or_are_named(
    shop: Shop, admin: Agent, caplog: pytest.LogCaptureFixture
) -> None:
    await of_previous_release(shop, admin, *NORMALISED)
    before = await urls_of(shop)

    with caplog.at_level(logging.WARNING, "imitate.migrations"):
        await migrate(shop.settings.database_url)

    after = await urls_of(shop)
    assert after == {id_: NORMALISED.get(url) or url for id_, url in before.items()}
    refused = [url for url, normal in NORMALISED.items() if normal is None]
    assert sorted(record.getMessage() for record in caplog.records) == sorted(
        f"The domain {url!a} has no normal form and was left as it is." for url in refused
    )


@pytest.mark.parametrize("normal", EQUAL)
async def test_domains_that_become_equal_are_named_and_none_is_lost(
    shop: Shop, admin: Agent, caplog: pytest.LogCaptureFixture, normal: str
) -> None:
    await of_previous_release(shop, admin, *EQUAL[normal])
    before = await urls_of(shop)

    with caplog.at_level(logging.WARNING, "imitate.migrations"):
        await migrate(shop.settings.database_url)

    after = await urls_of(shop)
    left = sorted(url for url in after.values() if url in EQUAL[normal] and url != normal)
    assert list(after.values()).count(normal) == 1
    assert len(left) == len(EQUAL[normal]) - 1
    assert after == {id_: url if url in left else after[id_] for id_, url in before.items()}
    assert sorted(record.getMessage() for record in caplog.records) == sorted(
        f"The domain {url!a} is the domain {normal!a} and was left as it is." for url in left
    )


async def test_equal_domains_of_two_channels_stay_with_their_channels(
    shop: Shop, admin: Agent
) -> None:
    await of_previous_release(shop, admin, "https://a.example:443")
    url = {"url": "http://127.0.0.1:8000", "new": "https://A.example"}
    await shop.change("UPDATE sales_channel_domains SET url = :new WHERE url = :url", **url)
    before = await domains_of(shop)

    await migrate(shop.settings.database_url)

    after = await domains_of(shop)
    assert [without_url(row) for row in after] == [without_url(row) for row in before]
    equal = {row["url"] for row in after if "a.example" in row["url"].lower()}
    assert equal in (
        {"https://a.example", "https://A.example"},
        {"https://a.example", "https://a.example:443"},
    )


async def domains_of(shop: Shop) -> list[dict[str, Any]]:
    return sorted(await shop.rows("sales_channel_domains"), key=lambda row: str(row["id"]))


def without_url(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "url"}
