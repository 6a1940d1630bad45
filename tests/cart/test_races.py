"""Two processes change one cart, session or customer at once: nothing is lost or doubled."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any

import pytest

from tests.support.clients import Agent, Answer, Visitor
from tests.support.shop import PASSWORD, OpenShop, Shop
from tests.support.shopping import add, cart_of, enter, order, remove, set_quantity

ROUNDS = 8
BOB = "bob@example.com"


@pytest.fixture
async def other(open_shop: OpenShop) -> Shop:
    """The same shop in another process."""
    return await open_shop()


async def at_once(*requests: Awaitable[Answer]) -> list[str | None]:
    """The codes of the answers; None is success. Fails on a server error."""
    answers = await asyncio.gather(*requests)
    codes = [answer.code if answer.errors else None for answer in answers]
    assert not {"INTERNAL_SERVER_ERROR", "UNAVAILABLE"} & set(codes), codes
    return codes


def through(shop: Shop, visitor: Visitor) -> Visitor:
    """The same client at another process."""
    return Visitor(shop.http, dict(visitor.headers))


async def test_pieces_added_at_once_all_count(shop: Shop, other: Shop, bob: Visitor) -> None:
    again = await other.shopper(BOB)

    codes = await at_once(*(add(visitor, shop.product(1)) for visitor in [bob, again] * 8))

    assert set(codes) == {None}
    assert (await cart_of(shop, "bob"))["Aluminium water bottle"] == 16


async def test_pieces_added_at_once_do_not_pass_the_limit(
    shop: Shop, other: Shop, bob: Visitor
) -> None:
    again = await other.shopper(BOB)

    codes = await at_once(*(add(visitor, shop.product(1), 30) for visitor in [bob, again] * 3))

    assert codes.count(None) == 3
    assert (await cart_of(shop, "bob"))["Aluminium water bottle"] == 90


async def test_a_guest_session_logged_in_twice_gives_its_lines_to_one(
    shop: Shop, other: Shop
) -> None:
    for number in range(ROUNDS):
        guest = shop.visitor()
        await add(guest, shop.product(1), 3)
        emails = [f"customer{2 * number + 1}@example.com", f"customer{2 * number + 2}@example.com"]

        codes = await at_once(
            guest.copy().log_in(emails[0], PASSWORD),
            through(other, guest).log_in(emails[1], PASSWORD),
        )

        carts = [await cart_of(shop, f"crowd {2 * number + place}") for place in (0, 1)]
        assert codes == [None, None]
        assert sorted(carts, key=len) == [{}, {"Aluminium water bottle": 3}]


async def test_a_guest_session_logged_in_twice_as_one_merges_once(shop: Shop, other: Shop) -> None:
    for number in range(ROUNDS):
        guest, email = shop.visitor(), f"customer{number + 1}@example.com"
        await add(guest, shop.product(1), 3)

        codes = await at_once(
            guest.copy().log_in(email, PASSWORD), through(other, guest).log_in(email, PASSWORD)
        )

        assert codes == [None, None]
        assert await cart_of(shop, f"crowd {number}") == {"Aluminium water bottle": 3}


@pytest.mark.parametrize("has_cart", [True, False], ids=["with a cart", "without a cart"])
async def test_a_line_added_during_a_login_is_merged_or_refused(
    shop: Shop, other: Shop, *, has_cart: bool
) -> None:
    """Where the login came first, the line begins a guest's cart under a new token."""
    for number in range(ROUNDS):
        guest, email = shop.visitor(), f"customer{number + 1}@example.com"
        await guest.run("storefront/update-context", language="de-DE")
        if has_cart:
            await add(guest, shop.product(2))

        adder = through(other, guest)
        added, logged_in = await at_once(
            add(adder, shop.product(1)), guest.copy().log_in(email, PASSWORD)
        )

        before: dict[str, int] = {"Apple peeler": 1} if has_cart else {}
        nothing: dict[str, int] = {}
        merged = (before | {"Aluminium water bottle": 1}, nothing)
        begun_anew = (before, {"P0001": 1})
        told_another = adder.token != guest.token  # the line may be merged before its own answer
        where = (await cart_of(shop, f"crowd {number}"), await adder.cart())
        assert logged_in is None
        assert added in {None, "CHECKOUT__CUSTOMER_NOT_LOGGED_IN"}
        if added is None:
            assert where in ([merged, begun_anew] if told_another else [merged])
        else:
            assert where == (before, nothing)


async def test_an_order_takes_a_line_or_leaves_it(
    shop: Shop, other: Shop, bob: Visitor, alice: Agent
) -> None:
    imitator = through(other, await shop.imitator(alice))
    ordered = 0
    for _ in range(ROUNDS):
        await add(bob, shop.product(1))
        await at_once(order(bob), add(imitator, shop.product(1)), order(imitator))
    ordered = sum(
        line["quantity"]
        for line in await shop.rows("order_lines")
        if line["product_number"] == "P0001"
    )

    left = (await cart_of(shop, "bob")).get("Aluminium water bottle", 0)
    assert ordered + left == 2 * ROUNDS


async def test_a_line_removed_twice_is_removed_once(shop: Shop, other: Shop, bob: Visitor) -> None:
    again = through(other, bob)
    for _ in range(ROUNDS):
        line = (await add(bob, shop.product(1))).data["cart"]["lineItems"][-1]["id"]

        codes = await at_once(remove(bob, line), remove(again, line), set_quantity(again, line, 0))

        assert sorted(codes, key=str) == [None, *["VIOLATION::ENTITY_DOES_NOT_EXISTS"] * 2]


async def test_two_customers_want_one_address(shop: Shop, other: Shop) -> None:
    for number in range(ROUNDS):
        names = [f"customer{2 * number + place}@example.com" for place in (1, 2)]
        first, second = await shop.shopper(names[0]), await other.shopper(names[1])

        wanted: dict[str, Any] = {"email": f"new{number}@example.com", "currentPassword": PASSWORD}
        codes = await at_once(
            first.run("storefront/change-email", **wanted),
            second.run("storefront/change-email", **wanted),
        )

        assert sorted(codes, key=str) == [None, "VIOLATION::INVALID"]


async def everything_about_one(shops: Sequence[Shop], name: str, number: int) -> Sequence[Any]:
    """Requests that lock rows of the same customer, sessions, imitations and carts."""
    shop, other = shops
    email = f"customer{number + 1}@example.com"
    alice, admin = await shop.agent("alice"), await other.agent("admin")
    own = [await (shop, other)[place % 2].shopper(email) for place in range(4)]
    imitators = [other.visitor(), shop.visitor()]
    for imitator in imitators:
        await enter(shop, imitator, alice, name)
    token = (await alice.token_for(shop.customer(name), shop.channel("Storefront")))["token"]
    live = (await admin.run("admin/imitations", active=True, customerId=shop.customer(name))).data
    guest = shop.visitor()
    await add(guest, shop.product(5))
    return [
        own[0].run(
            "storefront/change-password", currentPassword=PASSWORD, newPassword="another-one"
        ),
        own[1].run("storefront/update-profile", firstName="Another"),
        own[1].copy().run("storefront/set-imitation-consent", granted=False),
        add(own[2], shop.product(1)),
        order(own[2].copy()),
        own[3].run("storefront/customer-logout"),
        guest.log_in(email, PASSWORD),
        add(imitators[0], shop.product(2)),
        imitators[0].copy().run("storefront/update-profile", lastName="Else"),
        order(imitators[1]),
        imitators[1].copy().redeem(token),
        imitators[1].copy().run("storefront/update-context", language="de-DE"),
        admin.run("admin/end-imitation", id=live["nodes"][0]["id"]),
        admin.run("admin/update-customer", id=shop.customer(name), input={"active": False}),
    ]


async def test_nobody_waits_for_each_other_in_a_circle(shop: Shop, open_shop: OpenShop) -> None:
    first, second = [await open_shop(database_pool=20) for _ in range(2)]

    for number in range(ROUNDS):
        requests = await everything_about_one((first, second), f"crowd {number}", number)
        turned = [*requests[number:], *requests[:number]]
        codes = await at_once(*turned)

        assert set(codes) <= {
            None,
            "CHECKOUT__CUSTOMER_NOT_LOGGED_IN",
            "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS",
            "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN",
            "CHECKOUT__CART_EMPTY",
        }


async def test_a_customer_deleted_meanwhile_breaks_nothing(shop: Shop, open_shop: OpenShop) -> None:
    first, second = [await open_shop(database_pool=20) for _ in range(2)]

    for number in range(ROUNDS):
        name = f"crowd {number}"
        requests = list(await everything_about_one((first, second), name, number))
        requests[-1].close()
        admin = await first.agent("admin")
        deletion = admin.run("admin/delete-customer", id=shop.customer(name))
        await at_once(*requests[:-1], deletion)

        assert await cart_of(shop, name) == {}
