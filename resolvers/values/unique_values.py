"""Checks names and addresses that only one row may have.

Each check first claims the value until commit, so that two requests cannot both find it free.
`owner` is the id of the row that may have the value already; None is a new row.
"""

from typing import TYPE_CHECKING

from auth.errors import Invalid
from auth.texts import arguments
from auth.texts.email_addresses import EmailAddress
from db.engine.unique import claim
from db.statements.shop import customers, sales_channels
from db.statements.users import roles, users

if TYPE_CHECKING:
    from db.engine.session import Session


async def free_username(session: "Session", username: str, *, owner: str | None) -> str:
    """The username in the form that is stored; raises Invalid if another user has it."""
    username = arguments.username(username)
    await claim(session, "users.username", [username])
    taken = await users.get_by_username(session, username)
    if taken is not None and taken.id != owner:
        raise Invalid("username", "Another user has this name.")
    return username


async def free_user_email(session: "Session", email: str, *, owner: str | None) -> EmailAddress:
    """The address as typed and its key; raises Invalid if another user has it."""
    address = arguments.email(email)
    await claim(session, "users.email", [address.key])
    taken = await users.get_by_email(session, address.key)
    if taken is not None and taken.id != owner:
        raise Invalid("email", "Another user has this address.")
    return address


async def free_customer_number(session: "Session", number: str, *, owner: str | None) -> str:
    """The number in the form that is stored; raises Invalid if another customer has it."""
    number = customer_number(number)
    await claim(session, "customers.customer_number", [number])
    taken = await customers.get_by_number(session, number)
    if taken is not None and taken.id != owner:
        raise Invalid("customerNumber", "Another customer has this number.")
    return number


def customer_number(written: str) -> str:
    """The number of a customer in the form that is stored."""
    return arguments.line(written, field="customerNumber", longest=64)


async def free_external_id(session: "Session", written: str, *, owner: str | None) -> str:
    """The id in the form that is stored; raises Invalid if another customer has it."""
    known_as = external_id(written)
    await claim(session, "customers.external_id", [known_as])
    taken = await customers.get_by_external_id(session, known_as)
    if taken is not None and taken.id != owner:
        raise Invalid("externalId", "Another customer has this external id.")
    return known_as


def external_id(written: str) -> str:
    """The id of a customer in another system, in the form that is stored."""
    return arguments.line(written, field="externalId", longest=255)


async def free_role_name(session: "Session", name: str, *, owner: str | None) -> str:
    """The name in the form that is stored; raises Invalid if another role has it."""
    name = arguments.line(name, field="name", longest=100)
    await claim(session, "roles.name", [name])
    taken = await roles.get_by_name(session, name)
    if taken is not None and taken.id != owner:
        raise Invalid("name", "Another role has this name.")
    return name


async def free_channel_name(session: "Session", name: str, *, owner: str | None) -> str:
    """The name in the form that is stored; raises Invalid if another sales channel has it."""
    name = arguments.line(name, field="name", longest=100)
    await claim(session, "sales_channels.name", [name])
    taken = await sales_channels.get_by_name(session, name)
    if taken is not None and taken.id != owner:
        raise Invalid("name", "Another sales channel has this name.")
    return name
