"""How customers are told who was in their account: by a name, a role or an alias."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import NamedTuple

from auth.vocabulary import ByName


class Alias(NamedTuple):
    """What stands for a user in the account of one customer. `id` has the form of an id."""

    id: str
    name: str


def alias_of(*, key: bytes, user_id: str, customer_id: str) -> Alias:
    """The same for all accesses of one user to one account, and another in every other account."""
    digest = hmac.new(key, f"alias {user_id} {customer_id}".encode(), hashlib.sha256).hexdigest()
    return Alias(digest[:32], f"Agent {digest[:6].upper()}")


def by_name(how: ByName, *, name: str, roles: Sequence[str], alias: Alias) -> str:
    """The text that the customer reads. A user without a role has an alias."""
    if how is ByName.NAME:
        return name
    return ", ".join(roles) if how is ByName.ROLE and roles else alias.name
