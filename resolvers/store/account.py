"""The changes that customers make to their own session and account."""

from dataclasses import replace
from typing import TYPE_CHECKING

from auth.errors import Invalid, NotLoggedIn
from auth.texts import arguments
from auth.vocabulary import ImitationEndReason
from db.statements.customers import customer_changes
from db.statements.imitation.imitation_filters import of_customer as imitations_of
from db.statements.shop import contexts, sales_channel_domains
from resolvers.audit.recording import record
from resolvers.imitation.ending import end_imitations
from resolvers.request.access import (
    hold_context,
    hold_own_customer,
    own_account_alone,
    record_operation,
)
from resolvers.request.context import RequestContext
from resolvers.request.sessions import keep_session
from resolvers.request.store_context import StoreContext

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.statements.customers.customer_changes import Changes


async def update_context(
    ctx: RequestContext, *, currency: str | None, language: str | None
) -> StoreContext:
    """Choose a currency and a language of the channel's domains; None changes nothing."""
    async with ctx.application.database.transaction() as session:
        held = await hold_context(ctx, session)
        if currency is None and language is None:
            return held.store
        chosen = await _choice(session, held.store, currency=currency, language=language)
        currency, language = chosen.currency, chosen.language
        context_id, token = await keep_session(ctx, session, chosen)
        if chosen.session_id is not None:  # a new one is stored with what was chosen
            await contexts.choose(session, context_id, language=language, currency=currency)
        await record_operation(
            ctx, session, held, "updateContext", currency=currency, language=language
        )
    return await ctx.continue_with(token)


async def _choice(
    session: "Session", store: StoreContext, *, currency: str | None, language: str | None
) -> StoreContext:
    """The context with what was chosen; raises Invalid for what no domain has."""
    domains = await sales_channel_domains.find_domains(session, [store.sales_channel.id])
    currency = store.currency if currency is None else currency
    language = store.language if language is None else language
    if currency not in {store.currency, *(domain.currency for domain in domains)}:
        raise Invalid("currency", "No domain of this sales channel has this currency.")
    if language not in {store.language, *(domain.language for domain in domains)}:
        raise Invalid("language", "No domain of this sales channel has this language.")
    return replace(store, currency=currency, language=language)


async def update_profile(
    ctx: RequestContext, *, first_name: str | None, last_name: str | None
) -> StoreContext:
    """Change the customer's names; None changes nothing."""
    changes: Changes = {}
    if first_name is not None:
        changes["first_name"] = arguments.line(first_name, field="firstName", longest=100)
    if last_name is not None:
        changes["last_name"] = arguments.line(last_name, field="lastName", longest=100)
    async with ctx.application.database.transaction(await own_account_alone(ctx)) as session:
        held, customer = await hold_own_customer(ctx, session)
        await customer_changes.change(session, customer, **changes)
        await record_operation(ctx, session, held, "updateProfile", changed=sorted(changes))
    return await ctx.continue_with(held.store.token)


async def set_imitation_consent(ctx: RequestContext, *, granted: bool) -> StoreContext:
    """Give or withdraw the consent, also where it was never given. Withdrawing ends imitations."""
    customer_id = (await ctx.store()).logged_in().id
    async with ctx.application.database.transaction(await own_account_alone(ctx)) as session:
        if not granted:
            which, reason = imitations_of(customer_id), ImitationEndReason.CONSENT_WITHDRAWN
            await end_imitations(session, which, reason, ctx.source, ctx.rules)
        held = await hold_context(ctx, session)
        customer = await customer_changes.mark_consent(
            session, customer_id, granted=granted, now=ctx.now()
        )
        if customer is None:
            raise NotLoggedIn
        await record(
            session,
            ctx.source,
            "customer.consent_changed",
            customer=customer,
            detail={"granted": granted},
        )
    return await ctx.continue_with(held.store.token)
