"""Every operation of the admin and of the storefront is run against the server."""

import pytest

from tests.clients import Agent, Client
from tests.contract.matrix import MATRIX, SIGN_IN
from tests.contract.walk import operations
from tests.shop import Shop

ROWS = {row.operation: row for row in [*MATRIX.values(), SIGN_IN]}


def test_none_is_left_out() -> None:
    assert set(ROWS) == set(operations())


@pytest.mark.parametrize("operation", ROWS)
async def test_is_answered_without_an_error(shop: Shop, admin: Agent, operation: str) -> None:
    row = ROWS[operation]
    variables = await row.variables(shop, admin)
    bob = await shop.shopper("bob@example.com")

    answer = await Client(shop.http, {**bob.headers, **admin.headers}).run(operation, **variables)

    assert answer.errors == []
    assert len(answer.body["data"]) == 1
