"""The limits of carts, which keep every total that is ordered exact in every client."""

from collections.abc import Sequence
from typing import Final

from auth.currencies import HIGHEST_AMOUNT
from auth.errors import Invalid

MOST_OF_ONE: Final = 100  # pieces in a line
MOST_LINES: Final = 100  # to which products can be added one by one
MOST_MERGED_LINES: Final = 2 * MOST_LINES  # after a login that adds a guest's cart


def check_quantity(quantity: int, *, fewest: int) -> None:
    """Raise Invalid for a number of pieces that a line cannot have."""
    if not fewest <= quantity <= MOST_OF_ONE:
        raise Invalid("quantity", f"A line holds {fewest} to {MOST_OF_ONE} pieces.")


def check_lines(lines: int) -> None:
    """Raise Invalid for more lines than a cart can have."""
    if lines > MOST_LINES:
        raise Invalid("productId", f"A cart holds {MOST_LINES} lines.")


def check_total(total: int) -> None:
    """Raise Invalid for a total that JavaScript cannot read exactly."""
    if total > HIGHEST_AMOUNT:
        raise Invalid("quantity", "The cart's total is too high.")


def check_for_sale(withdrawn: Sequence[str]) -> None:
    """Raise Invalid if `withdrawn`, the names of products that are no longer sold, has any."""
    if withdrawn:
        raise Invalid("lineItems", f"No longer for sale: {', '.join(withdrawn)}.")
