"""Creates sales channels."""

from typing import TYPE_CHECKING, Final

from auth.bounds import check_sales_channels
from auth.errors import Invalid
from auth.sign_in.tokens import new_access_key
from auth.vocabulary import SalesChannelType
from db.engine.locks import Lock, Subject, locks
from db.models import SalesChannel
from db.models.columns import new_id
from db.models.sales_channel import LANDING_PATH
from db.statements.shop import currencies, sales_channel_domains, sales_channels
from db.statements.shop.sales_channels import Values
from resolvers.admin.sales_channels.values import (
    SalesChannelChange,
    changed,
    checked_domains,
    facts,
)
from resolvers.audit.recording import record
from resolvers.values.changes import given

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.engine.session import Session
    from resolvers.request.context import RequestContext
    from resolvers.values.domains import Domain

ALL: Final = locks(Lock(Subject.ALL_SALES_CHANNELS))  # so that two at once are both counted
NEW: Final = Values("", SalesChannelType.STOREFRONT, active=True, landing_path=LANDING_PATH)
LANGUAGE: Final = "en-GB"
ONE: Final = 1_000_000  # in millionths: the factor of the catalogue's own currency


async def create(ctx: "RequestContext", change: SalesChannelChange) -> SalesChannel:
    """Create a channel with an access key of its own; the name is needed."""
    caller = await ctx.caller()
    if not given(change.name):
        raise Invalid("name", "A new sales channel needs this.")
    channel_id = new_id()
    async with ctx.application.database.transaction(ALL) as session:
        check_sales_channels(await sales_channels.count(session) + 1)
        values = await changed(session, NEW, change, owner=None)
        domains: Sequence[Domain] = ()
        if given(change.domains):
            domains = await checked_domains(session, channel_id, values.type, change.domains)
        language, currency = await _language_and_currency(session, domains)
        channel = SalesChannel(
            id=channel_id,
            **values._asdict(),
            access_key=new_access_key(),
            language=language,
            currency=currency,
            created_at=ctx.now(),
        )
        await sales_channels.store(session, channel)
        if domains:
            await sales_channel_domains.replace_domains(session, channel_id, domains)
        await record(
            session,
            ctx.source,
            "sales_channel.created",
            user=caller.user,
            sales_channel_id=channel_id,
            detail=facts(values),
        )
    return channel


async def _language_and_currency(
    session: "Session", domains: "Sequence[Domain]"
) -> tuple[str, str]:
    """Those of the first domain; without one, British English and the catalogue's currency."""
    if domains:
        return domains[0].language, domains[0].currency
    factors = await currencies.find_factors(session)
    if not factors:
        raise Invalid("domains", "The shop has no currency yet: import sales channels or products.")
    return LANGUAGE, min(factors, key=lambda code: (abs(factors[code] - ONE), code))
