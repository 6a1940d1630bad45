"""External channels: another server serves the pages of the shop and takes the hand-over."""

from typing import Any, Final

import pytest

from tests.support.clients import Agent
from tests.support.engines.kept import SECRET
from tests.support.shop import OpenShop, Shop
from tests.support.window import Window

CREATE, UPDATE = "admin/create-sales-channel", "admin/update-sales-channel"
FOREIGN: Final = "https://shop.example"
PUBLIC: Final = "https://imitate.example"
ASKED: Final = {"query": "{ __typename }"}


def domain(url: str) -> dict[str, str]:
    return {"url": url, "language": "en-GB", "currency": "EUR"}


async def made(admin: Agent, *urls: str, **others: Any) -> dict[str, Any]:
    channel = {"name": "Abroad", "type": "EXTERNAL", "landingPath": "/land"}
    wanted = {**channel, "domains": [domain(url) for url in urls], **others}
    created: dict[str, Any] = (await admin.run(CREATE, input=wanted)).data
    return created


async def targets(shop: Shop, agent: Agent) -> dict[str, str]:
    """Where bob can be imitated, by the URL of the domain."""
    card = (await agent.run("admin/customer", id=shop.customer("bob"))).data
    return {one["domain"]["url"]: one["loginUrl"] for one in card["imitation"]["targets"]}


async def test_its_domains_are_targets_and_its_server_redeems(
    shop: Shop, admin: Agent, alice: Agent
) -> None:
    channel = await made(admin, FOREIGN, f"{FOREIGN}/de")

    found = await targets(shop, alice)
    token = await alice.token_for(shop.customer("bob"), channel["id"])
    visitor = shop.visitor()
    visitor.headers["sw-access-key"] = channel["accessKey"]
    redeemed = (await visitor.redeem(token["token"])).data

    landings = [f"{FOREIGN}/land", f"{FOREIGN}/de/land"]
    assert [found[FOREIGN], found[f"{FOREIGN}/de"]] == landings
    assert token["loginUrls"] == landings
    assert redeemed["context"]["imitated"] is True


async def test_without_a_domain_it_is_no_target(shop: Shop, admin: Agent, alice: Agent) -> None:
    channel = await made(admin)

    refused = await alice.run(
        "admin/generate-imitate-customer-token",
        customerId=shop.customer("bob"),
        salesChannelId=channel["id"],
    )

    assert refused.error["reasons"] == ["NO_TARGET"]


async def test_a_new_landing_path_counts_from_the_next_hand_over(
    shop: Shop, admin: Agent, alice: Agent
) -> None:
    channel = await made(admin, FOREIGN)
    before = await alice.token_for(shop.customer("bob"), channel["id"])

    await admin.run(UPDATE, id=channel["id"], input={"landingPath": "/other/"})

    after = await alice.token_for(shop.customer("bob"), channel["id"])
    assert (before["loginUrls"], after["loginUrls"]) == ([f"{FOREIGN}/land"], [f"{FOREIGN}/other/"])
    assert {row["ended_at"] for row in await shop.rows("imitations")} == {None}


@pytest.mark.parametrize("type_", ["EXTERNAL", "HEADLESS"])
async def test_another_type_ends_the_imitations_alone(
    shop: Shop, admin: Agent, alice: Agent, type_: str
) -> None:
    imitator, bob = await shop.imitator(alice), await shop.shopper("bob@example.com")
    elsewhere = await shop.imitator(alice, channel="Outlet")
    await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))

    await admin.run(UPDATE, id=shop.channel("Storefront"), input={"type": type_})

    assert (await imitator.context())["customer"] is None
    assert (await bob.context())["customer"]["email"] == "bob@example.com"
    assert (await elsewhere.context())["imitated"] is True
    ended = [row["end_reason"] for row in await shop.rows("imitations")]
    assert sorted(ended, key=str) == ["CHANNEL_DEACTIVATED", "CHANNEL_DEACTIVATED", None]


async def test_the_same_type_ends_nothing(shop: Shop, admin: Agent, alice: Agent) -> None:
    imitator = await shop.imitator(alice)

    await admin.run(UPDATE, id=shop.channel("Storefront"), input={"type": "STOREFRONT"})

    assert (await imitator.context())["imitated"] is True


@pytest.mark.parametrize("state", ["open", "closed"])
async def test_nothing_of_our_storefront_is_served_for_its_domains(
    shop: Shop, admin: Agent, state: str
) -> None:
    window = Window.open(shop)
    await made(admin, "http://127.0.0.1:8000/abroad", active=state == "open")

    for path in ("/abroad", "/abroad/", "/abroad/account/login", "/abroad/land"):
        assert (await window.http.get(path)).status_code == 404
        assert (await window.http.post(path)).status_code == 404
    assert (await window.http.get("/")).status_code == 200


async def test_its_host_is_not_served_and_its_pages_may_read(open_shop: OpenShop) -> None:
    shop = await open_shop(
        environment="production", secret=SECRET, public_url=PUBLIC, waive="demo-accounts"
    )
    admin = await shop.agent("admin")
    channel = await made(admin, FOREIGN)
    await made(admin, "https://own.example", name="Own", type="STOREFRONT")
    key = {"sw-access-key": channel["accessKey"]}

    client = Window.open(shop, PUBLIC).http  # another process, which has looked up no hosts yet

    misdirected = await client.post("/graphql", json=ASKED, headers={"host": "shop.example"})
    served = await client.post("/graphql", json=ASKED, headers={"host": "own.example"})
    read = await client.post("/graphql", json=ASKED, headers={"origin": FOREIGN, **key})

    assert (misdirected.status_code, served.status_code) == (421, 200)
    assert read.headers["access-control-allow-origin"] == FOREIGN


async def test_forms_of_the_admin_may_lead_there(shop: Shop, admin: Agent) -> None:
    await made(admin, f"{FOREIGN}/de")

    page = await shop.http.get("/admin")

    policy = page.headers["content-security-policy"]
    assert FOREIGN in policy.partition("form-action")[2].split()


async def test_a_storefront_takes_the_form_at_its_own_path(
    shop: Shop, admin: Agent, alice: Agent
) -> None:
    change = {"landingPath": "/account/übergabe"}
    await admin.run(UPDATE, id=shop.channel("Storefront"), input=change)
    token = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))
    window = Window.open(shop)

    gone = await window.land(token)
    landed = await window.land(token, path="/account/übergabe")

    assert token["loginUrls"][-1] == "http://127.0.0.1:8000/account/%C3%BCbergabe"
    assert (gone.status_code, landed.status_code) == (404, 303)
    assert "You are acting as" in await window.visit("/account")
