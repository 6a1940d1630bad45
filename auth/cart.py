"""How much fits into a cart? Limits that keep every total a 32-bit number."""

from typing import Final

from auth.errors import Invalid

MOST_OF_ONE: Final = 100  # pieces in a line
MOST_LINES: Final = 100
HIGHEST_TOTAL: Final = 2**31 - 1  # minor units: GraphQL's Int


def check_quantity(quantity: int, *, fewest: int) -> None:
    """Raise Invalid for a number of pieces that no line may be set to."""
    if not fewest <= quantity <= MOST_OF_ONE:
        raise Invalid("quantity", f"A line holds {fewest} to {MOST_OF_ONE} pieces.")


def check_cart(*, lines: int, total: int) -> None:
    """Raise Invalid for a cart that has grown too large."""
    if lines > MOST_LINES:
        raise Invalid("productId", f"A cart holds {MOST_LINES} lines.")
    if total > HIGHEST_TOTAL:
        raise Invalid("quantity", "The cart's total is too high.")
