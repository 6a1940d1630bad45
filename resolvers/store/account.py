"""The changes that customers make to their own session and account."""

from dataclasses import replace
from typing import TYPE_CHECKING

from auth.errors import BadCredentials, Invalid, NotLoggedIn
from auth.sign_in.passwords import check_new
from auth.sign_in.throttle import ThrottledAction
from auth.texts import arguments
from auth.vocabulary import ImitationEndReason
from db.engine.locks import Lock, Locks, Subject, locks
from db.statements.imitation.imitation_filters import of_customer
from db.statements.shop import contexts, customers, sales_channels
from resolvers.audit.recording import event, record
from resolvers.imitation.ending import end_imitations
from resolvers.request.access import HeldContext, hold_context, record_operation
from resolvers.request.context import RequestContext
from resolvers.request.refusals import record_refusal
from resolvers.request.sessions import keep_session, start_customer_session
from resolvers.request.store_context import StoreContext
from resolvers.request.throttling import count_email_change, count_login, login_succeeded
from resolvers.values.unique_values import free_customer_email

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import Customer


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
    domains = await sales_channels.find_domains(session, [store.sales_channel.id])
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
    changes: customers.Changes = {}
    if first_name is not None:
        changes["first_name"] = arguments.line(first_name, field="firstName", longest=100)
    if last_name is not None:
        changes["last_name"] = arguments.line(last_name, field="lastName", longest=100)
    async with ctx.application.database.transaction() as session:
        held, customer = await _hold_own_customer(ctx, session)
        await customers.change(session, customer, **changes)
        await record_operation(ctx, session, held, "updateProfile")
    return await ctx.continue_with(held.store.token)


async def change_email(ctx: RequestContext, *, email: str, current_password: str) -> StoreContext:
    """Change the e-mail address with which the customer logs in.

    An address that another account has is refused: the refusal is recorded, and attempts are
    limited as logins are.
    """
    arguments.email(email)
    await count_email_change(ctx, (await ctx.store()).logged_in().id)
    checked = await _check_password(ctx, current_password)
    async with ctx.application.database.transaction() as session:
        held, customer = await _hold_own_customer(ctx, session)
        if customer.password_hash != checked:
            raise BadCredentials
        taken = await _change_unless_taken(ctx, session, customer, email)
    if taken is not None:  # the record of it does not hold the address
        refused = event(ctx.source, "customer.email_refused", customer=customer)
        await record_refusal(ctx, refused, by=None)
        raise taken
    return await ctx.continue_with(held.store.token)


async def _change_unless_taken(
    ctx: RequestContext, session: "Session", customer: "Customer", email: str
) -> Invalid | None:
    """What to answer if another account has the address."""
    try:
        key, typed = await free_customer_email(session, customer, email)
    except Invalid as taken:
        return taken
    customer = await customers.change(session, customer, email=key, email_typed=typed)
    await record(session, ctx.source, "customer.email_changed", customer=customer)
    return None


async def change_password(
    ctx: RequestContext, *, current_password: str, new_password: str
) -> StoreContext:
    """Change the password. It ends the customer's other sessions and all imitations of them."""
    check_new(arguments.printable(new_password, field="newPassword"), field="newPassword")
    checked = await _check_password(ctx, current_password)
    new_hash = await ctx.application.passwords.hash(new_password)
    customer_id = (await ctx.store()).logged_in().id
    async with ctx.application.database.transaction(_alone(customer_id)) as session:
        customer = await customers.mark_password(  # first: see customers.get
            session, customer_id, old_hash=checked, new_hash=new_hash
        )
        held = await hold_context(ctx, session)
        if customer is None:
            raise BadCredentials
        await contexts.remove_of_customer(session, customer_id)
        which, reason = of_customer(customer_id), ImitationEndReason.PASSWORD_CHANGED
        await end_imitations(session, which, reason, ctx.source, ctx.rules)
        await record(session, ctx.source, "customer.password_changed", customer=customer)
        token = await start_customer_session(ctx, session, held.store, customer_id)
    return await ctx.continue_with(token)


async def set_imitation_consent(ctx: RequestContext, *, granted: bool) -> StoreContext:
    """Grant or withdraw the consent. A withdrawal ends the imitations of the customer."""
    customer_id = (await ctx.store()).logged_in().id
    async with ctx.application.database.transaction(_alone(customer_id)) as session:
        customer = await customers.mark_consent(session, customer_id, granted=granted)
        if customer is None:
            raise NotLoggedIn
        held = await hold_context(ctx, session)
        await record(
            session,
            ctx.source,
            "customer.consent_changed",
            customer=customer,
            detail={"granted": granted},
        )
        if not granted:
            which, reason = of_customer(customer_id), ImitationEndReason.CONSENT_WITHDRAWN
            await end_imitations(session, which, reason, ctx.source, ctx.rules)
    return await ctx.continue_with(held.store.token)


def _alone(customer_id: str) -> Locks:
    """For what ends imitations of the customer: none begins before the commit."""
    return locks(Lock(Subject.CUSTOMER, customer_id))


async def _hold_own_customer(
    ctx: RequestContext, session: "Session"
) -> "tuple[HeldContext, Customer]":
    """The context, and the row of its customer, which is locked first: see customers.get."""
    customer_id = (await ctx.store()).logged_in().id
    customer = await customers.get(session, customer_id, lock=True)
    if customer is None:
        raise NotLoggedIn
    return await hold_context(ctx, session), customer


async def _check_password(ctx: RequestContext, password: str) -> str:
    """The stored hash, which the password fits; raises BadCredentials."""
    customer_id = (await ctx.store()).logged_in().id
    arguments.printable(password, field="currentPassword")
    customer = await customers.get(ctx.application.database.reads, customer_id)
    if customer is None:
        raise BadCredentials
    await count_login(ctx, ThrottledAction.CUSTOMER_LOGIN, customer.email)
    password_hash = customer.password_hash
    fits = await ctx.application.passwords.verify(password_hash, password)
    if not fits or password_hash is None:
        raise BadCredentials
    writes = ctx.application.database.writes
    await login_succeeded(ctx, writes, ThrottledAction.CUSTOMER_LOGIN, customer.email)
    return password_hash
