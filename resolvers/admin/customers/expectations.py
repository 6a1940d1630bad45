"""Refuses a change whose client has read values that another change has replaced meanwhile."""

from typing import TYPE_CHECKING

from auth.errors import Changed
from resolvers.admin.customers.values import CustomerChange, written

if TYPE_CHECKING:
    from db.models import Customer


def check_expected(customer: "Customer", expected: CustomerChange) -> None:
    """Raise Changed with every field in which the locked customer differs."""
    stored = written(expected)
    fields = {_field(name) for name, value in stored.items() if getattr(customer, name) != value}
    if fields:
        raise Changed(sorted(fields))


def _field(name: str) -> str:
    """The column's field in the API; the address has two columns."""
    first, *others = name.removesuffix("_typed").split("_")
    return first + "".join(word.title() for word in others)
