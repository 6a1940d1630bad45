"""Users with sales_channel:write create sales channels and replace access keys."""

import re
from typing import Any

import pytest

from tests.administration.racing import at_once
from tests.support.clients import Agent, Visitor
from tests.support.scale.history import add_channels
from tests.support.shop import Shop
from tests.support.shopping import nothing_written

CREATE, ROTATE = "admin/create-sales-channel", "admin/rotate-access-key"
CHANNELS = 4  # of the demo shop
KEY = re.compile("SWSC[0-9A-F]{22}")
DOMAIN = {"url": "https://Shop.example/de/", "language": "de-DE", "currency": "CHF"}
NEW = {"name": "Abroad", "type": "EXTERNAL", "landingPath": "/support/land", "domains": [DOMAIN]}


def with_key(shop: Shop, key: str) -> Visitor:
    visitor = shop.visitor()
    visitor.headers["sw-access-key"] = key
    return visitor


async def test_is_created_with_a_key_that_names_it(shop: Shop, admin: Agent) -> None:
    created = (await admin.run(CREATE, input=NEW)).data

    assert created == {
        "id": created["id"],
        "name": "Abroad",
        "type": "EXTERNAL",
        "active": True,
        "accessKey": created["accessKey"],
        "landingPath": "/support/land",
        "domains": [
            {
                "id": created["domains"][0]["id"],
                "url": "https://shop.example/de",
                "displayUrl": "https://shop.example/de",
                "language": "de-DE",
                "currency": "CHF",
            }
        ],
    }
    assert KEY.fullmatch(created["accessKey"])
    context = await with_key(shop, created["accessKey"]).context()
    assert (context["language"], context["currency"]) == ("de-DE", "CHF")
    assert (await shop.actions())[-1] == "sales_channel.created"


async def test_name_is_enough(shop: Shop, admin: Agent) -> None:
    created = (await admin.run(CREATE, input={"name": "App"})).data

    assert (created["type"], created["active"], created["domains"]) == ("STOREFRONT", True, [])
    assert created["landingPath"] == "/account/login/imitate-customer"
    context = await with_key(shop, created["accessKey"]).context()
    assert (context["language"], context["currency"]) == ("en-GB", "EUR")


async def test_clients_of_the_store_read_the_landing_path(shop: Shop, admin: Agent) -> None:
    created = (await admin.run(CREATE, input=NEW)).data
    visitor = with_key(shop, created["accessKey"])

    asked = await visitor.send("{ context { salesChannel { type landingPath accessKey } } }")

    assert asked.data["salesChannel"] == {
        "type": "EXTERNAL",
        "landingPath": "/support/land",
        "accessKey": None,
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": None}, "name"),
        ({"name": "Outlet"}, "name"),
        ({"type": None}, "type"),
        ({"landingPath": None}, "landingPath"),
        ({"landingPath": "//evil.example"}, "landingPath"),
        ({"landingPath": "/a\r\nset-cookie: b"}, "landingPath"),
        ({"domains": [{**DOMAIN, "url": "http://127.0.0.1:8000"}]}, "domains.url"),
        ({"domains": [{**DOMAIN, "currency": "NOK"}]}, "domains.currency"),
    ],
)
async def test_is_refused(shop: Shop, admin: Agent, change: dict[str, Any], field: str) -> None:
    async with nothing_written(shop):
        refused = await admin.run(CREATE, input={**NEW, **change})

    assert refused.error == {"code": "VIOLATION::INVALID", "field": field}


async def test_needs_a_name(shop: Shop, admin: Agent) -> None:
    async with nothing_written(shop):
        refused = await admin.run(CREATE, input={"type": "EXTERNAL"})

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "name"}


async def test_of_two_last_channels_at_once_one_is_created(shop: Shop, admin: Agent) -> None:
    await add_channels(shop, 999 - CHANNELS, domains=0)

    errors = await at_once(
        shop,
        "sales_channels",
        admin.run(CREATE, input={"name": "This one"}),
        admin.run(CREATE, input={"name": "Or that one"}),
    )

    assert errors == [{"code": "VIOLATION::INVALID", "field": "name"}]
    assert len(await shop.rows("sales_channels")) == 1000


async def test_an_old_key_is_dead_at_once_and_sessions_stay(
    shop: Shop, admin: Agent, bob: Visitor
) -> None:
    old = bob.headers["sw-access-key"]

    rotated = (await admin.run(ROTATE, salesChannelId=shop.channel("Storefront"))).data

    assert KEY.fullmatch(rotated["accessKey"])
    assert rotated["accessKey"] != old
    refused = await bob.run("storefront/context")
    assert refused.code == "FRAMEWORK__SALES_CHANNEL_NOT_FOUND"
    bob.headers["sw-access-key"] = rotated["accessKey"]
    assert (await bob.context())["customer"]["email"] == "bob@example.com"
    event = (await shop.rows("audit_events"))[-1]
    assert event["action"] == "sales_channel.access_key_rotated"
    assert event["detail"] is None


@pytest.mark.parametrize(
    ("id_", "code"), [("0" * 32, "CONTENT__ENTITY_NOT_FOUND"), ("x", "VIOLATION::INVALID")]
)
async def test_unknown_channel_gets_no_key(shop: Shop, admin: Agent, id_: str, code: str) -> None:
    async with nothing_written(shop):
        refused = await admin.run(ROTATE, salesChannelId=id_)

    assert refused.code == code
