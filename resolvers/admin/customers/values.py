"""The values that a customer can have, each checked."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth.errors import DoesNotExist
from auth.sign_in.passwords import check_new
from auth.texts import arguments
from db.engine.locks import Lock, Locks, Subject, locks, of_customer, of_sales_channel
from db.statements.shop import sales_channels
from resolvers.values.changes import UNCHANGED, Change, given
from resolvers.values.customer_emails import check_address
from resolvers.values.unique_values import (
    customer_number,
    external_id,
    free_customer_number,
    free_external_id,
)

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import Customer
    from db.statements.customers.customer_changes import Changes
    from resolvers.application import Application


@dataclass(frozen=True, slots=True)
class CustomerChange:
    """The new values of a customer; those that are UNCHANGED stay."""

    customer_number: Change[str]
    external_id: Change[str | None]
    email: Change[str]
    first_name: Change[str]
    last_name: Change[str]
    company: Change[str | None]
    active: Change[bool]
    guest: Change[bool]
    bound_sales_channel_id: Change[str | None]
    imitation_consent: Change[bool]
    needs_approval: Change[bool] = UNCHANGED
    password: Change[str] = UNCHANGED


def alone(customer_id: str, change: CustomerChange) -> Locks:
    """The customer alone; privileges and the channel to which they become bound are shared."""
    privileges, bound = Lock(Subject.PRIVILEGES, shared=True), change.bound_sales_channel_id
    if not given(bound) or bound is None:
        return locks(privileges, *of_customer(customer_id))
    arguments.identifier(bound, field="boundSalesChannelId")
    return locks(privileges, *of_customer(customer_id), *of_sales_channel(bound, shared=True))


async def checked(
    session: "Session", change: CustomerChange, *, customer: "Customer | None"
) -> "Changes":
    """The given values in the form that is stored; without a customer, those of a new one.

    What must be unique is claimed in the order of these columns: number, address, external id.
    """
    new = _alone_valid(change)
    if given(change.bound_sales_channel_id):
        new["bound_sales_channel_id"] = await _channel(session, change.bound_sales_channel_id)
    owner = customer.id if customer else None
    if given(change.customer_number):
        new["customer_number"] = await free_customer_number(
            session, change.customer_number, owner=owner
        )
    await check_address(session, customer, new)
    if given(change.external_id):
        known_as = change.external_id
        new["external_id"] = (
            None if known_as is None else await free_external_id(session, known_as, owner=owner)
        )
    return new


def written(change: CustomerChange) -> "Changes":
    """The given values in the form that is stored, as far as no other row decides."""
    new = _alone_valid(change)
    if given(change.bound_sales_channel_id):
        bound = change.bound_sales_channel_id
        new["bound_sales_channel_id"] = (
            None if bound is None else arguments.identifier(bound, field="boundSalesChannelId")
        )
    if given(change.customer_number):
        new["customer_number"] = customer_number(change.customer_number)
    if given(change.external_id):
        known_as = change.external_id
        new["external_id"] = None if known_as is None else external_id(known_as)
    return new


def _alone_valid(change: CustomerChange) -> "Changes":
    """The values that depend on no other row."""
    new: Changes = {}
    if given(change.email):
        new["email"], new["email_typed"] = arguments.email(change.email)
    if given(change.first_name):
        new["first_name"] = arguments.line(change.first_name, field="firstName", longest=100)
    if given(change.last_name):
        new["last_name"] = arguments.line(change.last_name, field="lastName", longest=100)
    if given(change.company):
        company = change.company
        new["company"] = (
            None if company is None else arguments.line(company, field="company", longest=255)
        )
    if given(change.active):
        new["active"] = change.active
    if given(change.guest):
        new["guest"] = change.guest
    if given(change.imitation_consent):
        new["imitation_consent"] = change.imitation_consent
    if given(change.needs_approval):
        new["needs_approval"] = change.needs_approval
    return new


async def _channel(session: "Session", channel_id: str | None) -> str | None:
    if channel_id is None:
        return None
    if await sales_channels.get(session, channel_id) is None:
        raise DoesNotExist("boundSalesChannelId")
    return channel_id


async def hash_new(application: "Application", password: str) -> str:
    """The hash of a customer's new password; raises Invalid."""
    check_new(arguments.printable(password, field="password"), field="password")
    return await application.passwords.hash(password)
