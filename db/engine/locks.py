"""Locks on what the life of a session depends on, taken in one order by everybody.

The order: who holds which privilege, a user, all customers, a customer, a sales channel, all sales
channels. After these come unique values (`unique`), then rows of imitations by id, all in one
statement, then rows of sessions by id, then carts, then rows to which others refer. Two
transactions that keep to it never wait for each other in a circle. Sealing locks the one row of
`audit_sealing` and takes none of these locks; advisory ones can be held by any role.

A transaction that changes one of these takes its lock alone. One that decides by it (a redemption,
a new token, a login) shares the lock. Either the decision is committed before the change, which
then ends what was decided, or the decision sees the change. PostgreSQL's advisory locks last until
the end of the transaction; on SQLite there is one writer at a time.

The locks are sent together with BEGIN, as text: an id is checked before it is written there.
"""

import re
from enum import IntEnum
from typing import Final, NamedTuple, NewType

Locks = NewType("Locks", str)  # a SELECT that takes them

_ID: Final = re.compile(r"(?:[0-9a-f]{32})?")


class Subject(IntEnum):
    """The kinds of locks in their order."""

    PRIVILEGES = 1  # of all users: super admins, roles, what they grant, and who has them
    USER = 2
    ALL_CUSTOMERS = 3  # an import changes many at once, and their addresses
    CUSTOMER = 4
    SALES_CHANNEL = 5
    ALL_SALES_CHANNELS = 6  # as with customers


class Lock(NamedTuple):
    """A lock on one subject; `shared` with others who only decide by it."""

    subject: Subject
    id: str = ""  # 32 hex characters; empty where there is one subject of the kind
    shared: bool = False


def of_customer(customer_id: str, *, shared: bool = False) -> tuple[Lock, Lock]:
    """The locks on one customer, which keep imports out as well."""
    return (
        Lock(Subject.ALL_CUSTOMERS, shared=True),
        Lock(Subject.CUSTOMER, customer_id, shared=shared),
    )


def of_sales_channel(sales_channel_id: str, *, shared: bool = False) -> tuple[Lock, Lock]:
    """The locks on one sales channel, which keep imports out as well."""
    return (
        Lock(Subject.SALES_CHANNEL, sales_channel_id, shared=shared),
        Lock(Subject.ALL_SALES_CHANNELS, shared=True),
    )


def locks(*wanted: Lock) -> Locks:
    """The SELECT that takes these locks in the one order; its list is evaluated from the left."""
    return Locks(f"SELECT {', '.join(_call(lock) for lock in sorted(set(wanted)))}")


def _call(lock: Lock) -> str:
    if not _ID.fullmatch(lock.id):
        raise ValueError("An id has 32 hex characters.")
    function = "pg_advisory_xact_lock_shared" if lock.shared else "pg_advisory_xact_lock"
    return f"{function}({int(lock.subject)}, hashtext('{lock.id}'))"


def locks_of_token(token_hash: bytes) -> Locks:
    """The locks for a redemption: the token's user alone, all else that it depends on shared."""
    user, customer, channel = map(_hex, ("user_id", "customer_id", "sales_channel_id"))
    return Locks(
        "SELECT pg_advisory_xact_lock_shared(1, hashtext('')), "  # noqa: S608 - constants and hex
        f"pg_advisory_xact_lock(2, hashtext({user})), "
        "pg_advisory_xact_lock_shared(3, hashtext('')), "
        f"pg_advisory_xact_lock_shared(4, hashtext({customer})), "
        f"pg_advisory_xact_lock_shared(5, hashtext({channel})), "
        "pg_advisory_xact_lock_shared(6, hashtext('')) "
        f"FROM imitations WHERE token_hash = '\\x{token_hash.hex()}'::bytea"
    )


def _hex(column: str) -> str:
    """An id as `Lock` writes it."""
    return f"replace({column}::text, '-', '')"
