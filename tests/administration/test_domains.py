"""The domains of a sales channel are one list; a URL belongs to one sales channel."""

from typing import Any

import pytest

from tests.administration.racing import at_once
from tests.support.clients import Agent, Answer
from tests.support.shop import Shop

HOME = "http://127.0.0.1:8000"


def domain(url: str, language: str = "en-GB", currency: str = "EUR") -> dict[str, str]:
    return {"url": url, "language": language, "currency": currency}


async def save(agent: Agent, channel_id: str, *domains: dict[str, Any]) -> Answer:
    return await agent.run(
        "admin/update-sales-channel", id=channel_id, input={"domains": list(domains)}
    )


async def test_list_is_whole_and_a_url_that_stays_keeps_its_id(shop: Shop, admin: Agent) -> None:
    channel = shop.channel("Storefront")
    before = {one["url"]: one["id"] for one in await shop.rows("sales_channel_domains")}

    saved = await save(admin, channel, domain("https://new.example"), domain(HOME, "de-DE", "CHF"))

    kept, new = saved.data["domains"]
    assert (kept["url"], kept["language"], kept["currency"]) == (HOME, "de-DE", "CHF")
    assert kept["id"].replace("-", "") == str(before[HOME]).replace("-", "")
    assert (new["url"], new["language"]) == ("https://new.example", "en-GB")
    urls = [row["url"] for row in await shop.rows("sales_channel_domains")]
    assert sorted(urls) == ["http://127.0.0.1:8000", "http://localhost:8000", "https://new.example"]


async def test_empty_list_removes_all_and_nobody_can_go_there(
    shop: Shop, admin: Agent, alice: Agent
) -> None:
    assert (await save(admin, shop.channel("Storefront"))).data["domains"] == []

    refused = await alice.run(
        "admin/generate-imitate-customer-token",
        customerId=shop.customer("bob"),
        salesChannelId=shop.channel("Storefront"),
    )

    assert refused.error["reasons"] == ["NO_TARGET"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://Shop.Example", "https://shop.example"),
        ("HTTPS://shop.example/", "https://shop.example"),
        (" https://shop.example/De// ", "https://shop.example/De"),
        ("http://shop.example:8080/a/b", "http://shop.example:8080/a/b"),
        ("https://Müller.example:443/ä", "https://xn--mller-kva.example/%C3%A4"),
        ("http://[::ffff:1.2.3.4]:80", "http://[::ffff:102:304]"),
        ("https://shop.example./%7eDe/%c3%a4", "https://shop.example/~De/%C3%A4"),
    ],
)
async def test_url_is_kept_in_one_form(shop: Shop, admin: Agent, typed: str, kept: str) -> None:
    saved = await save(admin, shop.channel("Headless"), domain(typed))

    assert [one["url"] for one in saved.data["domains"]] == [kept]
    assert kept in [row["url"] for row in await shop.rows("sales_channel_domains")]


async def test_people_read_its_letters(shop: Shop, admin: Agent) -> None:
    saved = await save(admin, shop.channel("Headless"), domain("https://MÜLLER.example/ä"))

    assert [one["displayUrl"] for one in saved.data["domains"]] == ["https://müller.example/ä"]


@pytest.mark.parametrize(
    ("domains", "field"),
    [
        ([domain("http://localhost:8000")], "url"),
        ([domain("HTTP://LocalHost:8000/")], "url"),
        ([domain("https://a.example"), domain("https://A.example/")], "url"),
        ([domain("ftp://a.example")], "url"),
        ([domain("//a.example")], "url"),
        ([domain("https://")], "url"),
        ([domain("https://a.example/?b")], "url"),
        ([domain("https://a.example/#b")], "url"),
        ([domain("https://user@a.example")], "url"),
        ([domain("https://a.example:70000")], "url"),
        ([domain("https://[a.example")], "url"),
        ([domain("https://a.example/a b")], "url"),
        ([domain("https://a.example"), domain("https://a.example.:443")], "url"),
        ([domain("https://ä.example"), domain("https://xn--4ca.example")], "url"),
        ([domain("https://a.example/ä"), domain("https://a.example/%c3%a4")], "url"),
        ([domain("https://a;sandbox")], "url"),
        ([domain("https://a,b")], "url"),
        ([domain("https://a'b")], "url"),
        ([domain("https://*.example")], "url"),
        ([domain("https://a\\b")], "url"),
        ([domain("https://a\u00a0b")], "url"),
        ([domain("https://\u200b")], "url"),
        ([domain("https://a//b.example")], "url"),
        ([domain("https://a/%2e%2e/b")], "url"),
        ([domain("https://a.example", "german")], "language"),
        ([domain("https://a.example", "de-DE", "eur")], "currency"),
        ([domain("https://a.example", "de-DE", "XXX")], "currency"),
    ],
)
async def test_is_refused(shop: Shop, admin: Agent, domains: list[Any], field: str) -> None:
    before = await shop.everything()

    refused = await save(admin, shop.channel("Storefront"), domain(HOME), *domains)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": f"domains.{field}"}
    assert await shop.everything() == before


async def test_two_hundred_are_stored_and_one_more_is_refused(shop: Shop, admin: Agent) -> None:
    domains = [domain(f"https://shop{number}.example") for number in range(201)]
    stored = await save(admin, shop.channel("Storefront"), *domains[:200])
    assert len(stored.data["domains"]) == 200
    before = await shop.everything()

    refused = await save(admin, shop.channel("Storefront"), *domains)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": "domains"}
    assert await shop.everything() == before


async def test_one_of_two_at_once_gets_the_url(shop: Shop, admin: Agent, elsewhere: Agent) -> None:
    wanted = domain("https://new.example")

    errors = await at_once(
        shop,
        "sales_channel_domains",
        save(admin, shop.channel("Outlet"), wanted),
        save(elsewhere, shop.channel("Headless"), wanted),
    )

    assert errors == [{"code": "VIOLATION::INVALID", "field": "domains.url"}]


@pytest.mark.parametrize("path", ["/api", "/store-api/v3", "/oauth", "/admin", "/%61udit/de"])
async def test_storefront_is_not_behind_a_route_of_this_server(
    shop: Shop, admin: Agent, path: str
) -> None:
    behind = domain(f"https://new.example{path}")
    refused = {"code": "VIOLATION::INVALID", "field": "domains"}
    before = await shop.everything()

    created = await admin.run(
        "admin/create-sales-channel", input={"name": "New", "domains": [behind]}
    )
    updated = await save(admin, shop.channel("Storefront"), domain(HOME), behind)

    assert (created.error, updated.error) == (refused, refused)
    assert await shop.everything() == before


async def test_a_shop_with_pages_of_its_own_has_any_path_until_it_becomes_a_storefront(
    shop: Shop, admin: Agent
) -> None:
    behind = domain("https://new.example/api")
    created = await admin.run(
        "admin/create-sales-channel",
        input={"name": "New", "type": "EXTERNAL", "domains": [behind]},
    )
    channel_id = created.data["id"]
    update = "admin/update-sales-channel"

    renamed = await admin.run(update, id=channel_id, input={"name": "Newer"})
    moved = await admin.run(update, id=channel_id, input={"type": "STOREFRONT"})
    named = await admin.run(
        update,
        id=channel_id,
        input={"type": "STOREFRONT", "domains": [domain("https://n.example")]},
    )

    assert renamed.data["name"] == "Newer"
    assert moved.error == {"code": "VIOLATION::INVALID", "field": "domains"}
    assert named.data["type"] == "STOREFRONT"
