"""The values that a sales channel can have."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth.bounds import check_domains
from auth.errors import Invalid
from auth.texts import arguments
from auth.vocabulary import SalesChannelType
from db.statements.shop import currencies
from db.statements.shop.sales_channels import Values
from resolvers.values.changes import Change, given
from resolvers.values.domains import Domain, check_paths, free_domains
from resolvers.values.unique_values import free_channel_name

if TYPE_CHECKING:
    from db.engine.session import Session


@dataclass(frozen=True, slots=True)
class SalesChannelChange:
    """The new values; those that are UNCHANGED stay. `domains` replaces the whole list."""

    name: Change[str]
    type: Change[SalesChannelType]
    active: Change[bool]
    landing_path: Change[str]
    domains: Change[Sequence[Domain]]


async def changed(
    session: "Session", before: Values, change: SalesChannelChange, *, owner: str | None
) -> Values:
    """The values after the change, each checked; without an owner, of a new channel."""
    name, type_, active, landing_path = before
    if given(change.name):
        name = await free_channel_name(session, change.name, owner=owner)
    if given(change.type):
        type_ = change.type
    if given(change.active):
        active = change.active
    if given(change.landing_path):
        landing_path = arguments.landing_path(change.landing_path, field="landingPath")
    return Values(name, type_, active, landing_path)


async def checked_domains(
    session: "Session", channel_id: str, type_: str, domains: Sequence[Domain]
) -> Sequence[Domain]:
    """The domains of a channel of this type in their normal forms; raises Invalid."""
    check_domains(len(domains))
    checked = [
        Domain(
            url=arguments.domain_url(domain.url, field="domains.url"),
            language=arguments.language(domain.language, field="domains.language"),
            currency=arguments.currency(domain.currency, field="domains.currency"),
        )
        for domain in domains
    ]
    check_paths(type_, [domain.url for domain in checked])
    free = await free_domains(session, channel_id, checked, field="domains.url")
    known = await currencies.find_factors(session)
    if any(domain.currency not in known for domain in checked):
        raise Invalid("domains.currency", "This currency has no exchange rate here.")
    return free


def facts(values: Values) -> dict[str, object]:
    """What the audit log records about the channel."""
    return {"type": values.type, "active": values.active, "landingPath": values.landing_path}
