"""customerLogin and customerLogout: one answer to every refusal, and the sessions afterwards."""

import asyncio

import pytest

from tests.support.clients import Answer, Visitor
from tests.support.shop import PASSWORD, OpenShop, Shop
from tests.support.switches import OUTLET

REFUSAL = {
    "message": "No account matches these credentials.",
    "extensions": {"code": "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"},
}
pytest_plugins = ["tests.sign_in.hashing"]


def assert_refused(answer: Answer) -> None:
    (error,) = answer.errors
    assert {key: error[key] for key in REFUSAL} == REFUSAL
    assert answer.body["data"] is None


async def is_logged_in(visitor: Visitor) -> bool:
    return (await visitor.copy().context())["customer"] is not None


async def test_answers_a_new_token(shop: Shop) -> None:
    visitor = shop.visitor()
    sent = (await visitor.context())["token"]

    answer = await visitor.log_in("BOB@Example.com", PASSWORD)

    assert answer.data["token"] == answer.data["context"]["token"] == answer.token != sent
    assert answer.data["context"]["customer"]["customerNumber"] == "10001"
    assert answer.data["context"]["imitated"] is False
    assert answer.response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "typed",
    [" bob@example.com ", "\tbob@example.com\n", "bob@\u200bexample.com", "\ufeffBob@example.com"],
)
async def test_trims_the_address_as_where_it_is_stored(shop: Shop, typed: str) -> None:
    answer = await shop.visitor().log_in(typed, PASSWORD)

    assert answer.data["context"]["customer"]["customerNumber"] == "10001"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("nobody@example.com", PASSWORD),
        ("nobody@example.com", "nobody has this password"),
        ("bob@example.com", "wrong"),
        ("bob@example.com", ""),
        ("dave@example.com", PASSWORD),
        ("gina@example.com", PASSWORD),
        ("gina@example.com", "nobody has this password"),
        ("carol@example.com", PASSWORD),
        ("alice", PASSWORD),
        ("alice@example.com", PASSWORD),
        ("", ""),
        ("x" * 5000, PASSWORD),
    ],
    ids=range(12),
)
async def test_every_refusal_is_one_answer_after_one_hash(
    shop: Shop, hashed: list[str], email: str, password: str
) -> None:
    """C3: unknown, wrong, inactive, guest, bound elsewhere."""
    hashed.clear()
    before = await shop.everything()

    assert_refused(await shop.visitor().log_in(email, password))

    assert hashed == ["verify"]
    assert await shop.everything() == before


async def test_success_is_one_hash_too(shop: Shop, hashed: list[str]) -> None:
    hashed.clear()

    await shop.shopper("bob@example.com")

    assert hashed == ["verify"]


async def test_bound_customer_enters_their_own_channel_alone(shop: Shop) -> None:
    assert await is_logged_in(await shop.shopper("carol@example.com", "Outlet"))
    assert_refused(await shop.visitor("Headless").log_in("carol@example.com", PASSWORD))


async def test_password_over_1024_characters_is_refused_before_hashing(
    shop: Shop, hashed: list[str]
) -> None:
    hashed.clear()

    assert_refused(await shop.visitor().log_in("bob@example.com", "x" * 1025))

    assert hashed == []


@pytest.mark.parametrize("field", ["email", "password"])
async def test_control_characters_are_refused(shop: Shop, field: str) -> None:
    variables = {"email": "bob@example.com", "password": PASSWORD, field: "a\0b"}

    refused = await shop.visitor().run("storefront/customer-login", **variables)

    assert refused.error == {"code": "VIOLATION::INVALID", "field": field}


async def test_hash_follows_todays_parameters(open_shop: OpenShop) -> None:
    """C1."""
    shop = await open_shop(argon2_time=2)
    await shop.shopper("bob@example.com")

    kept = {row["email"]: row["password_hash"] for row in await shop.rows("customers")}
    assert kept["bob@example.com"].startswith("$argon2id$v=19$m=8,t=2,p=1$")
    assert kept["heidi@example.com"].startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert await is_logged_in(await shop.shopper("bob@example.com"))


async def test_a_password_that_is_hashed_again_lets_in_all_who_log_in_meanwhile(
    open_shop: OpenShop,
) -> None:
    shop = await open_shop(argon2_time=2)

    sessions = await asyncio.gather(*[shop.shopper("bob@example.com") for _ in range(8)])

    assert [await is_logged_in(session) for session in sessions] == [True] * 8


async def test_login_kills_the_token_it_replaces(shop: Shop, bob: Visitor) -> None:
    old, elsewhere = bob.copy(), await shop.shopper("bob@example.com")

    await bob.log_in("heidi@example.com", PASSWORD)

    assert (await bob.context())["customer"]["email"] == "heidi@example.com"
    assert not await is_logged_in(old)
    assert await is_logged_in(elsewhere)


async def test_refused_login_kills_nothing(bob: Visitor) -> None:
    assert_refused(await bob.log_in("heidi@example.com", "wrong"))

    assert (await bob.context())["customer"]["email"] == "bob@example.com"


async def test_guests_token_dies_with_the_login(shop: Shop) -> None:
    guest = shop.visitor()
    await guest.run("storefront/add-cart-item", productId=shop.product(1))
    old = guest.copy()

    await guest.log_in("heidi@example.com", PASSWORD)

    assert old.token != guest.token
    assert await old.cart() == {}


async def test_token_given_before_the_login_is_never_kept(shop: Shop) -> None:
    """D3: an attacker who planted the token does not get the customer's session."""
    victim, planted = shop.visitor(), shop.visitor()
    planted.headers["sw-context-token"] = "imc_" + "p" * 43
    victim.headers["sw-context-token"] = planted.token

    await victim.log_in("bob@example.com", PASSWORD)

    assert victim.token != planted.token
    assert not await is_logged_in(planted)


async def test_logout_ends_this_session_alone_under_a_new_token(shop: Shop, bob: Visitor) -> None:
    old, elsewhere = bob.copy(), await shop.shopper("bob@example.com")

    answer = await bob.run("storefront/customer-logout")

    assert answer.data["context"]["customer"] is None
    assert answer.data["token"] == answer.token != old.token
    assert not await is_logged_in(old)
    assert await is_logged_in(elsewhere)
    refused = await bob.run("storefront/customer-logout")
    assert refused.code == "CHECKOUT__CUSTOMER_NOT_LOGGED_IN"


async def test_deactivated_customers_sessions_are_dead_on_every_process(
    open_shop: OpenShop,
) -> None:
    shop, other = await open_shop(), await open_shop()
    bob, admin = await other.shopper("bob@example.com"), await shop.agent("admin")

    change = {"id": shop.customer("bob"), "input": {"active": False}}
    await admin.run("admin/update-customer", **change)

    assert not await is_logged_in(bob)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE customers SET active = false",
        f"UPDATE customers SET bound_sales_channel_id = ({OUTLET})",
        "DELETE FROM customers",
    ],
    ids=["deactivated", "bound elsewhere", "deleted"],
)
async def test_a_change_in_the_database_counts_at_the_next_request(
    shop: Shop, bob: Visitor, statement: str
) -> None:
    await shop.change(statement)

    assert not await is_logged_in(bob)


async def test_last_login_is_noted(shop: Shop, bob: Visitor) -> None:
    assert bob.token
    kept = {row["email"]: row["last_login_at"] for row in await shop.rows("customers")}

    assert str(kept["bob@example.com"])[:19] == "2026-06-01 12:00:00"
    assert kept["heidi@example.com"] is None
