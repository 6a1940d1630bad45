"""The limit of refusals answers what is refused anyway; what a user may do is still done."""

import pytest

from tests.refusals.kinds import INVALID_TOKEN, KINDS, MISSING, UNLIMITED, Refuse, running
from tests.support.audit_log import events
from tests.support.clients import Agent, Answer, Client
from tests.support.shop import PASSWORD, OpenShop, Shop

LIMITED = "FRAMEWORK__RATE_LIMIT_EXCEEDED"
LIMIT = {"rate_user_refusals": 2, "rate_address_refusals": 2, **UNLIMITED}


async def limited(refuse: Refuse) -> None:
    """Be refused until the limit answers."""
    assert LIMITED in [(await refuse()).code for _ in range(3)]


def denied(shop: Shop, user: Client) -> Refuse:
    return running(user, "admin/update-role", id=shop.role("Support"), input={"name": "Help"})


async def test_a_user_may_still_do_what_they_may(open_shop: OpenShop) -> None:
    shop = await open_shop(**LIMIT)
    alice = await shop.agent("alice")
    await limited(denied(shop, alice))

    imitator = await shop.imitator(alice)

    assert (await imitator.run("storefront/add-cart-item", productId=shop.product(1))).data
    assert (await shop.agent("alice")).id == alice.id
    assert (await alice.run("admin/user-logout")).data is True


async def test_a_limited_imitator_may_still_do_what_they_may(open_shop: OpenShop) -> None:
    shop = await open_shop(**LIMIT)
    imitator = await shop.imitator(await shop.agent("alice"))
    await limited(running(imitator, "storefront/set-imitation-consent", granted=False))

    assert (await imitator.run("storefront/add-cart-item", productId=shop.product(1))).data
    assert (await imitator.run("storefront/customer-logout")).data["token"]


@pytest.mark.parametrize("kind", ["guard", "token of nobody", "used token", "wrong password"])
async def test_an_address_keeps_nobody_from_what_they_may(open_shop: OpenShop, kind: str) -> None:
    shop = await open_shop(**LIMIT)
    alice, made = await shop.agent("alice"), await shop.agent("admin")
    await limited(await KINDS[kind].prepare(shop))

    assert (await shop.imitator(alice)).token
    assert (await made.run("admin/update-role", id=shop.role("Support"), input={"name": "A"})).data
    assert (await shop.visitor().log_in("bob@example.com", PASSWORD)).data["token"]


async def test_one_user_does_not_use_up_what_an_office_shares(open_shop: OpenShop) -> None:
    shop = await open_shop(**{**LIMIT, "rate_address_refusals": 5})
    eve, alice = await shop.agent("eve"), await shop.agent("alice")
    for _ in range(20):
        await denied(shop, eve)()

    assert (await denied(shop, alice)()).code == MISSING
    assert [event["username"] for event in await events(shop, "user.operation_refused")] == [
        "eve",
        "eve",
        "alice",
    ]


async def test_several_users_of_one_address_are_limited_together(open_shop: OpenShop) -> None:
    shop = await open_shop(**{**LIMIT, "rate_address_refusals": 3})
    users = [await shop.agent(name) for name in ("eve", "alice", "victor", "eve")]

    codes = [(await denied(shop, user)()).code for user in users]

    assert codes == [MISSING, MISSING, MISSING, LIMITED]


def elsewhere(client: Client, address: str) -> None:
    client.headers["x-forwarded-for"] = address


async def test_strangers_elsewhere_have_their_own_limit(open_shop: OpenShop) -> None:
    shop = await open_shop(**LIMIT, trusted_proxies="127.0.0.1")
    here = redeeming(shop, "2001:db8:1:2::1")
    await limited(here)
    near, far = redeeming(shop, "2001:db8:1:2:3::9"), redeeming(shop, "2001:db8:1:3::1")

    assert (await near()).code == LIMITED  # in the same network of one household
    assert (await far()).code == INVALID_TOKEN


def redeeming(shop: Shop, address: str) -> Refuse:
    async def refuse() -> Answer:
        visitor = shop.visitor()
        elsewhere(visitor, address)
        return await visitor.redeem("garbage")

    return refuse


async def test_a_user_is_limited_from_every_address(open_shop: OpenShop) -> None:
    shop = await open_shop(**LIMIT, trusted_proxies="127.0.0.1")
    eve = await shop.agent("eve")
    codes = []
    for number in range(4):
        elsewhere(eve, f"192.0.2.{number}")
        codes.append((await denied(shop, eve)()).code)

    assert codes == [MISSING, MISSING, LIMITED, LIMITED]


async def test_the_limit_tells_a_stranger_nothing_of_a_token(open_shop: OpenShop) -> None:
    """A used token, one of another channel and garbage: one answer at each attempt."""
    shop = await open_shop(**LIMIT, trusted_proxies="127.0.0.1")
    alice = await shop.agent("alice")
    used, elsewhere_valid = await shop.token(alice), await shop.token(alice, channel="Outlet")
    assert (await shop.visitor().redeem(used)).data

    told = [
        await answers(shop, token, f"192.0.2.{number}")
        for number, token in enumerate((used, elsewhere_valid, "imi_" + "a" * 43, "garbage"))
    ]

    assert told[0] == [INVALID_TOKEN, INVALID_TOKEN, LIMITED, LIMITED]
    assert told == [told[0]] * 4
    assert (await shop.visitor("Outlet").redeem(elsewhere_valid)).data["token"]


async def answers(shop: Shop, token: str, address: str) -> list[str]:
    visitor = shop.visitor()
    elsewhere(visitor, address)
    return [(await visitor.redeem(token)).code for _ in range(4)]


async def test_a_sign_in_tells_nothing_of_an_account(open_shop: OpenShop) -> None:
    shop = await open_shop(**LIMIT, trusted_proxies="127.0.0.1")
    told = []
    for number, name in enumerate(("alice", "nobody", "ines")):
        client = shop.stranger()
        elsewhere(client, f"192.0.2.{number}")
        wanted = {"username": name, "password": "wrong password"}
        told.append([(await client.run("admin/user-login", **wanted)).code for _ in range(4)])

    wrong = KINDS["wrong password"].code
    assert told == [[wrong, wrong, LIMITED, LIMITED]] * 3


async def test_clients_without_an_address_are_counted_together(
    open_shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a Unix socket."""
    shop = await open_shop(**LIMIT)
    alice: Agent = await shop.agent("alice")
    transport = shop.http._transport  # noqa: SLF001 - httpx has no other way to a client
    monkeypatch.setattr(transport, "client", None)

    await limited(await KINDS["token of nobody"].prepare(shop))

    assert (await shop.imitator(alice)).token
