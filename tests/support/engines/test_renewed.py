"""The PostgreSQL database of a worker is put back, whatever a test wrote into it."""

import pytest

from tests.support.engines.renewed import RenewedDatabase
from tests.support.shop import Shop

pytestmark = pytest.mark.parametrize("template", ["postgresql"], indirect=True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE customers SET company = 'x' WHERE customer_number = '20002'",
        "DELETE FROM products WHERE product_number = 'P0001'",
        "TRUNCATE carts, cart_lines",
        "INSERT INTO user_roles SELECT users.id, roles.id FROM users, roles ON CONFLICT DO NOTHING",
    ],
    ids=["change", "deletion", "truncation", "insertion"],
)
async def test_rows_are_put_back(shop: Shop, renewed: RenewedDatabase, statement: str) -> None:
    before = await shop.everything()
    await shop.change(statement)
    assert await shop.everything() != before

    assert await renewed.renew()

    assert await shop.everything() == before
