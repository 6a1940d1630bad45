"""The customer's support code: they make one, and see who asked for it last."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from auth import support_codes
from auth.errors import ClosedToImitators, RateLimited
from auth.imitation.by_name import by_name
from auth.support_codes import StoredCode
from auth.vocabulary import ByName
from db.statements.imitation import audit
from db.statements.imitation import support_codes as stored_codes
from db.statements.users import grants
from resolvers.audit.recording import event
from resolvers.imitation.support_codes.limits import count_new
from resolvers.imitation.told_user import find_alias
from resolvers.request.access import hold_own_customer, own_account_alone
from resolvers.request.context import RequestContext

if TYPE_CHECKING:
    from db.engine.session import Session
    from db.models import Customer
    from db.statements.imitation.support_codes import Asked

TOLD_FOR: Final = timedelta(days=1)  # after which it is not told who asked


@dataclass(frozen=True, slots=True)
class NewCode:
    """The answer, the only one that ever holds the code."""

    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CodeState:
    """Until when there is a code, None without one; and who asked for one last, and when."""

    expires_at: datetime | None = None
    asked_by_name: str | None = None
    asked_at: datetime | None = None


async def create(ctx: RequestContext) -> NewCode:
    """Make a code for the customer in this channel; the one before is dead. Raises RateLimited."""
    new = NewCode(support_codes.new(), ctx.now() + ctx.rules.support_code_lifetime)
    async with ctx.application.database.transaction(await own_account_alone(ctx)) as session:
        _, customer = await hold_own_customer(ctx, session)
        wait = await count_new(ctx, session, customer)
        if wait is None:
            await _store(ctx, session, customer, new)
    if wait is not None:
        raise RateLimited(wait)
    return new


async def _store(
    ctx: RequestContext, session: "Session", customer: "Customer", new: NewCode
) -> None:
    channel_id = (await ctx.store()).sales_channel.id
    code_hash = support_codes.hash_of(
        new.code,
        key=ctx.application.audit_keys[0],
        customer_id=customer.id,
        sales_channel_id=channel_id,
    )
    made = event(
        ctx.source,
        "customer.support_code_made",
        customer=customer,
        sales_channel_id=channel_id,
    )
    await session.write(
        stored_codes.making(customer.id, code_hash=code_hash, expires_at=new.expires_at),
        audit.addition(made),
    )


async def get(ctx: RequestContext) -> CodeState:
    """What the customer may know about their code; raises ClosedToImitators."""
    store = await ctx.store()
    customer_id = store.logged_in().id
    if store.imitation is not None:
        raise ClosedToImitators
    found = await stored_codes.get(ctx.application.database.reads, customer_id)
    if found is None:
        return CodeState()
    stored = StoredCode(found.code_hash, found.expires_at, found.wrong)
    expires_at = stored.expires_at if stored.is_alive(ctx.now()) else None
    if found.asked_at is None or found.user_id is None or found.asked_at < ctx.now() - TOLD_FOR:
        return CodeState(expires_at)
    name = await _name(ctx, found, found.user_id, customer_id)
    return CodeState(expires_at, name, found.asked_at)


async def _name(ctx: RequestContext, found: "Asked", user_id: str, customer_id: str) -> str:
    """The user's name as AUDIT_BY_NAME has it."""
    roles = []
    if ctx.rules.audit_by_name is ByName.ROLE:
        held = await grants.find_roles(ctx.application.database.reads, [user_id])
        roles = [role.name for _, role in held]
    return by_name(
        ctx.rules.audit_by_name,
        name=f"{found.first_name} {found.last_name}".strip(),
        roles=roles,
        alias=find_alias(ctx.application, user_id, customer_id),
    )
