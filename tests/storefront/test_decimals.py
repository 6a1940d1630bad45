"""Pages and the admin use the server's one table of decimals."""

import json

import pytest

from auth.currencies import DECIMALS
from storefront.texts import texts_in
from tests.support.clients import GRAPHQL

ADMIN = GRAPHQL.parent / "admin" / "src" / "texts" / "decimals.json"


def test_the_admin_has_the_servers_table() -> None:
    assert json.loads(ADMIN.read_text(encoding="utf-8")) == DECIMALS


@pytest.mark.parametrize("currency", [*DECIMALS, "EUR", "MGA"])
def test_a_page_writes_every_decimal_of_a_currency(currency: str) -> None:
    digits = DECIMALS.get(currency, 2)
    written = texts_in("de-DE").money({"amount": 10**digits, "currency": currency})

    assert written.split("\u00a0")[0] == ("1," + "0" * digits).rstrip(",")


def test_the_highest_amount_is_written_exactly() -> None:
    highest = {"amount": 2**53 - 1, "currency": "CHF"}

    assert texts_in("en-GB").money(highest) == "CHF\u00a090,071,992,547,409.91"
