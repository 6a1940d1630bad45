"""How many decimals each currency has, by ISO 4217. Amounts count minor units."""

from collections.abc import Mapping
from typing import Final

# The currencies that do not have two decimals. The Malagasy ariary and the Mauritanian ouguiya
# have five parts instead of a hundred, but ISO 4217 lists them with two.
DECIMALS: Final[Mapping[str, int]] = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0,
    "RWF": 0, "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
    "CLF": 4, "UYW": 4,
}  # fmt: skip
USUAL: Final = 2
HIGHEST_AMOUNT: Final = 2**53 - 1  # minor units; JavaScript reads no higher whole number exactly


def decimals(currency: str) -> int:
    """The decimals of a currency; one that is not known has two."""
    return DECIMALS.get(currency, USUAL)
