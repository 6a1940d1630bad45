"""Every operation of the admin and of the storefront, with prepared statements and without."""

import pytest

from benchmarks.operations import every
from tests.contract.matrix import (
    CONSENT,
    IMITATOR_ALONE,
    MATRIX,
    PASSKEY,
    PASSKEY_BEGUN,
    PROVIDERS,
    SIGN_IN,
    UPGRADE,
)
from tests.contract.walk import operations
from tests.support.clients import Agent, Client
from tests.support.shop import OpenShop, Shop

ROWS = {
    row.operation: row
    for row in [*MATRIX.values(), CONSENT, PASSKEY, PASSKEY_BEGUN, PROVIDERS, SIGN_IN, UPGRADE]
}


@pytest.fixture(params=["none", "transaction"])
async def shop(open_shop: OpenShop, request: pytest.FixtureRequest) -> Shop:
    """The shop without and with a pooler before its database."""
    return await open_shop(database_pooler=request.param)


def test_none_is_left_out() -> None:
    assert set(ROWS) == set(operations())


def test_each_is_measured_by_the_benchmarks() -> None:
    assert sorted(operation.document for operation in every(1)) == sorted(operations())


async def test_plans_are_off_where_the_name_says_so(
    shop: Shop, request: pytest.FixtureRequest
) -> None:
    assert shop.settings.compile_operations is ("without plans" not in request.node.name)


@pytest.mark.parametrize("operation", ROWS)
async def test_is_answered_without_an_error(shop: Shop, admin: Agent, operation: str) -> None:
    row = ROWS[operation]
    variables = await row.variables(shop, admin)
    imitated = row.codes is IMITATOR_ALONE
    bob = await (shop.imitator(admin) if imitated else shop.shopper("bob@example.com"))

    answer = await Client(shop.http, {**bob.headers, **admin.headers}).run(operation, **variables)

    assert answer.errors == []
    assert len(answer.body["data"]) == 1


async def test_sibling_fields_are_answered_side_by_side(shop: Shop, admin: Agent) -> None:
    bob = await shop.shopper("bob@example.com")
    client = Client(shop.http, {**bob.headers, **admin.headers})
    lists = ("customers", "users", "imitations", "products", "orders", "accountAccesses")
    siblings = " ".join(
        f"{field}{number}: {field} {{ totalCount nodes {{ __typename }} }}"
        for field in lists
        for number in range(3)
    )

    answer = await client.send(f"{{ {siblings} roles {{ privileges }} context {{ token }} }}")

    assert answer.errors == []
    assert len(answer.body["data"]) == 3 * len(lists) + 2
