"""Lists and pages say what was erased, and tell customers who it was as AUDIT_BY_NAME decides."""

from typing import Any

import pytest

from auth.audit.erasable import Person
from auth.imitation.by_name import alias_of, by_name
from auth.vocabulary import ByName
from resolvers.erasure.accounts import erase
from tests.erasure.history import REASON, make_history
from tests.support.clients import Agent, Visitor
from tests.support.shop import PASSWORD, OpenShop, Shop
from tests.support.shopping import add, lines, order
from tests.support.window import Window


async def accesses(visitor: Visitor) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = (await visitor.run("storefront/account-accesses")).data["nodes"]
    return nodes


async def orders(visitor: Visitor) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = (await visitor.run("storefront/orders")).data["nodes"]
    return nodes


def alias(shop: Shop, user: str, customer: str) -> str:
    ids = {"user_id": shop.user(user), "customer_id": shop.customer(customer)}
    return alias_of(key=shop.application.audit_keys[0], **ids).name


async def imitate(shop: Shop) -> Visitor:
    """Alice imitates Bob: an order, then a line in the cart."""
    imitator = await shop.imitator(await shop.agent("alice"), reason=REASON)
    await add(imitator, shop.product(1))
    await order(imitator)
    await add(imitator, shop.product(2))
    return await shop.shopper("bob@example.com")


async def test_role_is_told_instead_of_the_name(open_shop: OpenShop) -> None:
    shop = await open_shop(audit_by_name="role")
    bob = await imitate(shop)

    (access,) = await accesses(bob)
    (placed,) = await orders(bob)
    (line,) = await lines(bob)

    assert (access["byName"], access["reason"]) == ("Support", REASON)
    for told in (placed["placedBy"], line["addedBy"]):
        assert told["firstName"] == told["username"] == alias(shop, "alice", "bob")
        assert told["lastName"] == ""
        assert told["id"] != shop.user("alice")


async def test_user_without_a_role_has_an_alias(open_shop: OpenShop) -> None:
    shop = await open_shop(audit_by_name="role")
    await shop.imitator(await shop.agent("admin"))

    (access,) = await accesses(await shop.shopper("bob@example.com"))

    assert access["byName"] == alias(shop, "admin", "bob")


async def test_alias_is_the_same_each_time_and_another_for_another_customer(
    open_shop: OpenShop,
) -> None:
    shop = await open_shop(audit_by_name="alias")
    alice = await shop.agent("alice")
    for name in ("bob", "bob", "heidi"):
        await shop.imitator(alice, name)
        shop.clock.advance(seconds=1)

    of_bob = [one["byName"] for one in await accesses(await shop.shopper("bob@example.com"))]
    of_heidi = [one["byName"] for one in await accesses(await shop.shopper("heidi@example.com"))]

    assert of_bob == [alias(shop, "alice", "bob")] * 2
    assert of_heidi == [alias(shop, "alice", "heidi")]
    assert set(of_bob).isdisjoint(of_heidi)


async def test_users_are_told_the_name_whatever_customers_are(open_shop: OpenShop) -> None:
    shop = await open_shop(audit_by_name="alias")
    await imitate(shop)
    admin = await shop.agent("admin")

    listed = (await admin.run("admin/imitations")).data["nodes"]
    placed = (await admin.run("admin/customer-orders", id=shop.customer("bob"))).data

    assert {one["user"]["username"] for one in listed} == {"alice"}
    assert placed["orders"]["nodes"][0]["placedBy"]["username"] == "alice"


@pytest.mark.parametrize(
    ("how", "roles", "told"),
    [
        (ByName.NAME, ["Support"], "Alice Agent"),
        (ByName.ROLE, ["Lead", "Support"], "Lead, Support"),
        (ByName.ROLE, [], "Agent 0CCF56"),
        (ByName.ALIAS, ["Support"], "Agent 0CCF56"),
    ],
)
def test_by_name(how: ByName, roles: list[str], told: str) -> None:
    made = alias_of(key=b"k", user_id="a" * 32, customer_id="b" * 32)

    assert by_name(how, name="Alice Agent", roles=roles, alias=made) == told
    assert len(made.id) == 32


async def test_customer_sees_that_the_name_was_erased(shop: Shop, alice: Agent) -> None:
    bob = await imitate(shop)

    await erase(shop.application, Person.USER, shop.user("alice"))

    (access,) = await accesses(bob)
    assert (access["byName"], access["reason"]) == ("", None)
    assert access["erasedAt"] == "2026-06-01T12:00:00+00:00"
    assert access["actions"] == ["addCartItem", "placeOrder"]
    assert (await orders(bob))[0]["placedBy"]["firstName"] == ""


async def test_auditor_sees_which_events_lost_values(
    shop: Shop, alice: Agent, bob: Visitor
) -> None:
    await make_history(shop, alice, bob)
    await erase(shop.application, Person.CUSTOMER, shop.customer("bob"))
    victor = await shop.agent("victor")

    listed = (await victor.run("admin/imitations")).data["nodes"]
    of_bob = [one for one in listed if one["customer"]["id"] == shop.customer("bob")]
    found = (await victor.run("admin/imitation", id=of_bob[0]["id"])).data

    assert [one["erasedAt"] is None for one in listed] == [
        one["customer"]["id"] != shop.customer("bob") for one in listed
    ]
    assert (found["customer"]["firstName"], found["reason"]) == ("", None)
    assert {event["erased"] for event in found["events"]} == {True}
    assert all(event["hash"] for event in found["events"])


@pytest.mark.parametrize(
    ("language", "words"),
    [("", ["Name erased", "The reason was erased on", "Placed by <bdi>Name erased</bdi>"]),
     ("/de", ["Name gelöscht", "Der Grund wurde am", "Von <bdi>Name gelöscht</bdi>"])],
)  # fmt: skip
async def test_storefront_says_it_in_both_languages(
    shop: Shop, language: str, words: list[str]
) -> None:
    await imitate(shop)
    await erase(shop.application, Person.USER, shop.user("alice"))
    window, login = Window.open(shop), f"{language}/account/login"
    await window.visit(login)
    await window.submit(login, email="bob@example.com", password=PASSWORD)

    text = await window.visit(f"{language}/account")

    for word in words:
        assert word in text
