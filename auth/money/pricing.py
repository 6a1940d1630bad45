"""What a product of the catalogue costs in a currency."""

from collections.abc import Mapping
from typing import Final

from auth.currencies import DECIMALS, USUAL

ONE: Final = 1_000_000  # the factor of the catalogue's own currency
HIGHEST_PRICE: Final = 10**12 - 1  # in hundredths
# How many hundredths times millionths make one minor unit, by the decimals of the currency.
_MINOR_UNIT: Final[Mapping[int, int]] = {
    count: 100 * ONE // 10**count for count in {USUAL, *DECIMALS.values()}
}


def price_in(currency: str, hundredths: int, *, factor: int) -> int:
    """The price in minor units of `currency`, half of one rounded up.

    `hundredths` of a unit are the price in the catalogue's currency, `factor` is in millionths.
    """
    minor_unit = _MINOR_UNIT[DECIMALS.get(currency, USUAL)]
    return (hundredths * factor + minor_unit // 2) // minor_unit
