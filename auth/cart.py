"""How much fits into a cart? Limits that keep every total a 32-bit number."""

from collections.abc import Sequence
from typing import Final

from auth.errors import Invalid

MOST_OF_ONE: Final = 100  # pieces in a line
MOST_LINES: Final = 100
HIGHEST_TOTAL: Final = 2**31 - 1  # minor units: GraphQL's Int


def check_quantity(quantity: int, *, fewest: int) -> None:
    """Raise Invalid for a number of pieces that no line may be set to."""
    if not fewest <= quantity <= MOST_OF_ONE:
        raise Invalid("quantity", f"A line holds {fewest} to {MOST_OF_ONE} pieces.")


def check_lines(lines: int) -> None:
    """Raise Invalid for a cart that has one line too many."""
    if lines > MOST_LINES:
        raise Invalid("productId", f"A cart holds {MOST_LINES} lines.")


def check_total(total: int) -> None:
    """Raise Invalid for a cart that costs more than a client can be told."""
    if total > HIGHEST_TOTAL:
        raise Invalid("quantity", "The cart's total is too high.")


def check_for_sale(withdrawn: Sequence[str]) -> None:
    """Raise Invalid where products of a cart, here by name, can no longer be bought."""
    if withdrawn:
        raise Invalid("lineItems", f"No longer for sale: {', '.join(withdrawn)}.")


def pieces_that_fit(pieces: int, *, had: int) -> int:
    """How many of the pieces a line takes that has some: it holds no more than its most."""
    return min(pieces, MOST_OF_ONE - had)
