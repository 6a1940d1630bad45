"""The changes that customers make to their own session and account."""

from typing import TYPE_CHECKING

from auth import arguments
from auth.errors import BadCredentials, Invalid, NotLoggedIn
from auth.passwords import check_new
from auth.throttle import ThrottledAction
from auth.vocabulary import ImitationEndReason
from db.statements.imitation import imitations
from db.statements.shop import contexts, customers, sales_channels
from resolvers.audit.recording import record
from resolvers.imitation.ending import end_imitations
from resolvers.request.access import hold_context, record_operation
from resolvers.request.context import RequestContext
from resolvers.request.sessions import keep_session, start_customer_session
from resolvers.request.store_context import StoreContext
from resolvers.request.throttling import count_login, login_succeeded
from resolvers.request.unique_values import free_customer_email

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

    from db.models import Customer


async def update_context(
    ctx: RequestContext, *, currency: str | None, language: str | None
) -> StoreContext:
    """Choose a currency and a language of the channel's domains; None changes nothing."""
    async with ctx.application.database.begin() as session:
        store = await hold_context(ctx, session)
        if currency is None and language is None:
            return store
        domains = await sales_channels.find_domains(session, [store.sales_channel.id])
        currency = store.currency if currency is None else currency
        language = store.language if language is None else language
        if currency not in {store.currency, *(domain.currency for domain in domains)}:
            raise Invalid("currency", "No domain of this sales channel has this currency.")
        if language not in {store.language, *(domain.language for domain in domains)}:
            raise Invalid("language", "No domain of this sales channel has this language.")
        context_id, token = await keep_session(ctx, session, store)
        await contexts.choose(session, context_id, language=language, currency=currency)
        await record_operation(ctx, session, "updateContext", currency=currency, language=language)
    return await ctx.continue_with(token)


async def update_profile(
    ctx: RequestContext, *, first_name: str | None, last_name: str | None
) -> StoreContext:
    """Change the customer's names; None changes nothing."""
    async with ctx.application.database.begin() as session:
        store, customer = await _hold_own_customer(ctx, session)
        if first_name is not None:
            customer.first_name = arguments.line(first_name, field="firstName", longest=100)
        if last_name is not None:
            customer.last_name = arguments.line(last_name, field="lastName", longest=100)
        await customers.store(session, customer)
        await record_operation(ctx, session, "updateProfile")
    return await ctx.continue_with(store.token)


async def change_email(ctx: RequestContext, *, email: str, current_password: str) -> StoreContext:
    """Change the e-mail address with which the customer logs in."""
    email = arguments.email(email)
    checked = await _check_password(ctx, current_password)
    async with ctx.application.database.begin() as session:
        store, customer = await _hold_own_customer(ctx, session)
        if customer.password_hash != checked:
            raise BadCredentials
        customer.email = await free_customer_email(session, customer, email)
        await customers.store(session, customer)
        await record(session, ctx.source, "customer.email_changed", customer=customer)
    return await ctx.continue_with(store.token)


async def change_password(
    ctx: RequestContext, *, current_password: str, new_password: str
) -> StoreContext:
    """Change the password. It ends the customer's other sessions and all imitations of them."""
    check_new(arguments.printable(new_password, field="newPassword"), field="newPassword")
    checked = await _check_password(ctx, current_password)
    new_hash = await ctx.application.passwords.hash(new_password)
    async with ctx.application.database.begin() as session:
        store, customer = await _hold_own_customer(ctx, session)
        if customer.password_hash != checked:
            raise BadCredentials
        customer.password_hash = new_hash
        await customers.store(session, customer)
        await contexts.remove_of_customer(session, customer.id)
        which = imitations.of_customer(customer.id)
        await end_imitations(
            session, which, ImitationEndReason.PASSWORD_CHANGED, ctx.source, ctx.rules
        )
        await record(session, ctx.source, "customer.password_changed", customer=customer)
        token = await start_customer_session(ctx, session, store, customer.id)
    return await ctx.continue_with(token)


async def set_imitation_consent(ctx: RequestContext, *, granted: bool) -> StoreContext:
    """Grant or withdraw the consent. A withdrawal ends the imitations of the customer."""
    async with ctx.application.database.begin() as session:
        store, customer = await _hold_own_customer(ctx, session)
        customer.imitation_consent = granted
        await customers.store(session, customer)
        await record(
            session,
            ctx.source,
            "customer.consent_changed",
            customer=customer,
            detail={"granted": granted},
        )
        if not granted:
            which = imitations.of_customer(customer.id)
            await end_imitations(
                session, which, ImitationEndReason.CONSENT_WITHDRAWN, ctx.source, ctx.rules
            )
    return await ctx.continue_with(store.token)


async def _hold_own_customer(
    ctx: RequestContext, session: "AsyncSession"
) -> "tuple[StoreContext, Customer]":
    """The context and its customer, both locked until commit, the customer first."""
    customer_id = (await ctx.store()).logged_in().id
    customer = await customers.get(session, customer_id, lock=True)
    if customer is None:
        raise NotLoggedIn
    return await hold_context(ctx, session), customer


async def _check_password(ctx: RequestContext, password: str) -> str:
    """The stored hash, which the password fits; raises BadCredentials."""
    customer_id = (await ctx.store()).logged_in().id
    arguments.printable(password, field="currentPassword")
    async with ctx.application.database.read() as session:
        customer = await customers.get(session, customer_id)
    if customer is None:
        raise BadCredentials
    await count_login(ctx, ThrottledAction.CUSTOMER_LOGIN, customer.email)
    password_hash = customer.password_hash
    fits = await ctx.application.passwords.verify(password_hash, password)
    if not fits or password_hash is None:
        raise BadCredentials
    async with ctx.application.database.begin() as session:
        await login_succeeded(ctx, session, ThrottledAction.CUSTOMER_LOGIN, customer.email)
    return password_hash
