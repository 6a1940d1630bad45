"""Accounts bound to different channels share an e-mail address; no channel admits two of them."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection

from db.upgrade import alembic_config
from resolvers.importing import customers
from tests.importing.export import CUSTOMER_COLUMNS, customer, lines, written
from tests.support.clients import Agent, Answer
from tests.support.shop import PASSWORD, OpenShop, Shop
from tests.support.shopping import nothing_written

CREATE, UPDATE = "admin/create-customer", "admin/update-customer"
REFUSED = "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"
EMAIL = "carol@example.com"  # of carol, who is bound to Outlet
Asked = tuple[str, str, Callable[[], Awaitable[Answer]]]
pytest_plugins = ["tests.sign_in.hashing"]


def new(**others: Any) -> dict[str, Any]:
    """A customer with carol's address."""
    names = {"firstName": "Carol", "lastName": "Conway"}
    return {"customerNumber": "N-1", "email": "Carol@Example.com", **names, **others}


async def twin(shop: Shop, admin: Agent, channel: str = "Headless", **others: Any) -> str:
    """The id of another customer with carol's address, who is bound to the channel."""
    wanted = new(boundSalesChannelId=shop.channel(channel), password="password of N", **others)
    return str((await admin.run(CREATE, input=wanted)).data["id"])


async def test_a_login_means_the_account_of_the_channel(
    shop: Shop, admin: Agent, hashed: list[str]
) -> None:
    other = await twin(shop, admin)
    hashed.clear()

    carol = await shop.visitor("Outlet").log_in(EMAIL, PASSWORD)
    second = await shop.visitor("Headless").log_in(EMAIL, "password of N")
    refused = [
        await shop.visitor(channel).log_in(EMAIL, password)
        for channel, password in [
            ("Outlet", "password of N"),
            ("Headless", PASSWORD),
            ("Storefront", PASSWORD),
        ]
    ]

    entered = [answer.data["context"]["customer"]["id"] for answer in (carol, second)]
    assert entered == [shop.customer("carol"), other]
    assert [answer.code for answer in refused] == [REFUSED] * 3
    assert hashed == ["verify"] * 5


async def test_a_search_finds_both_with_their_channels(shop: Shop, admin: Agent) -> None:
    await twin(shop, admin)

    found = (await admin.run("admin/customers", search=EMAIL)).data["nodes"]

    bound = {row["customerNumber"]: row["boundSalesChannel"]["name"] for row in found}
    assert bound == {"10002": "Outlet", "N-1": "Headless"}


async def test_each_change_that_lets_two_meet_is_refused(shop: Shop, admin: Agent) -> None:
    """An address and a channel mean one account, whatever changes it."""
    other, heidi = await twin(shop, admin), shop.customer("heidi")
    guest = str((await admin.run(CREATE, input=new(customerNumber="N-2", guest=True))).data["id"])
    bob = await shop.shopper("bob@example.com")
    outlet, unbound = {"boundSalesChannelId": shop.channel("Outlet")}, {"boundSalesChannelId": None}
    asked: Sequence[tuple[str, str, dict[str, Any]]] = [
        ("email", CREATE, {"input": new(customerNumber="N-3")}),
        ("email", CREATE, {"input": new(customerNumber="N-3", **outlet)}),
        ("email", UPDATE, {"id": heidi, "input": {"email": EMAIL}}),
        ("email", UPDATE, {"id": heidi, "input": {"email": EMAIL, **outlet}}),
        ("email", UPDATE, {"id": guest, "input": {"guest": False}}),
        ("email", UPDATE, {"id": guest, "input": {"guest": False, **outlet}}),
        ("boundSalesChannelId", UPDATE, {"id": other, "input": outlet}),
        ("boundSalesChannelId", UPDATE, {"id": other, "input": unbound}),
        ("boundSalesChannelId", UPDATE, {"id": other, "input": {"email": EMAIL, **unbound}}),
    ]

    async with nothing_written(shop):
        for field, operation, variables in asked:
            refused = await admin.run(operation, **variables)
            assert refused.error == {"code": "VIOLATION::INVALID", "field": field}, variables
        rows = [{"id": other, **unbound}, {"externalId": "new", **new(customerNumber="N-3")}]
        results = (await admin.run("admin/upsert-customers", rows=rows)).data
        assert [row["field"] for row in results] == ["boundSalesChannelId", "email"]
    taken = await bob.run("storefront/change-email", email=EMAIL, currentPassword=PASSWORD)
    assert taken.error == {"code": "VIOLATION::INVALID", "field": "email"}


async def test_files_bring_accounts_that_share(shop: Shop) -> None:
    channels = ["Storefront", "Headless", "Storefront", "Outlet", ""]
    rows = [
        customer(
            number,
            email=EMAIL,
            billing_street="",
            bound_sales_channel_id=shop.channel(channel) if channel else "",
        )
        for number, channel in enumerate(channels)
    ]
    text = written(rows, [*CUSTOMER_COLUMNS, "bound_sales_channel_id"])

    report = await customers.load(shop.application, lines(text), skip_refused=True)

    assert report.added == 2
    assert [(row.line, row.reason) for row in report.lines] == [
        (4, "email: Line 2 has the same."),
        (5, "email: Another account has this address."),
        (6, "email: Line 2 has the same."),
        (6, "email: Another account has this address."),
    ]


async def test_a_login_to_an_own_account_forgives_no_guesses_at_another(
    open_shop: OpenShop,
) -> None:
    shop = await open_shop(rate_account_logins=3)
    await twin(shop, await shop.agent("admin"))
    codes = []

    for _ in range(4):
        await shop.visitor("Headless").log_in(EMAIL, "password of N")
        codes.append((await shop.visitor("Outlet").log_in(EMAIL, "a guess")).code)

    assert codes == [REFUSED] * 3 + ["FRAMEWORK__RATE_LIMIT_EXCEEDED"]


async def test_the_migration_does_not_go_back_while_accounts_share(
    shop: Shop, admin: Agent
) -> None:
    await twin(shop, admin)
    engine = shop.application.database.engine.execution_options(migrate=True)

    with pytest.raises(RuntimeError, match="1 e-mail addresses belong to several accounts"):
        async with engine.begin() as connection:
            await connection.run_sync(downgrade)


def downgrade(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.downgrade(config, "0026")
