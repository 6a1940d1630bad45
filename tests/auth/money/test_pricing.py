"""Prices in every currency of the table, and the decimals that each has."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.currencies import DECIMALS, decimals
from auth.money.pricing import HIGHEST_PRICE, price_in

CURRENCIES = [*DECIMALS, "EUR", "IDR", "MGA", "USD"]


@given(
    currency=st.sampled_from(CURRENCIES),
    hundredths=st.integers(0, HIGHEST_PRICE),
    factor=st.integers(1, 10**12),
)
def test_a_price_is_exact_up_to_half_a_minor_unit(
    currency: str, hundredths: int, factor: int
) -> None:
    exact = Decimal(hundredths * factor).scaleb(-8)  # of hundredths times millionths

    price = Decimal(price_in(currency, hundredths, factor=factor)).scaleb(-decimals(currency))

    assert price == exact.quantize(Decimal(1).scaleb(-decimals(currency)), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("currency", "factor", "amount"),
    [
        ("EUR", "1", 1990),
        ("JPY", "160", 3184),
        ("KRW", "1500", 29_850),
        ("CLP", "1000", 19_900),
        ("ISK", "150", 2985),
        ("XOF", "655.957", 13_054),
        ("KWD", "0.33", 6567),
        ("TND", "3.4", 67_660),
        ("CLF", "0.025", 4975),
        ("IDR", "19000", 37_810_000),
        ("VND", "28000", 557_200),
    ],
)
def test_a_price_counts_the_minor_units_of_its_currency(
    currency: str, factor: str, amount: int
) -> None:
    assert price_in(currency, 1990, factor=int(Decimal(factor) * 10**6)) == amount
