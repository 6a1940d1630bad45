"""When does an anonymous visitor get a stored session? With the first thing worth keeping."""

from typing import TYPE_CHECKING

from auth import tokens
from auth.tokens import Kind
from db.models import Context
from db.models.columns import new_id
from db.statements.shop import contexts

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

    from resolvers.request.context import RequestContext
    from resolvers.request.store_context import StoreContext


async def start_session(
    ctx: "RequestContext", session: "AsyncSession", store: "StoreContext"
) -> tuple[str, str]:
    """The id of the stored session and the token to use from now on."""
    if store.session_id is not None:
        return store.session_id, store.token
    minted, now = tokens.new(Kind.CONTEXT), ctx.now()
    context = Context(
        id=new_id(),
        token_hash=minted.token_hash,
        sales_channel_id=store.sales_channel.id,
        language=store.language,
        currency=store.currency,
        created_at=now,
        expires_at=now + ctx.rules.context_lifetime,
    )
    await contexts.add(session, context)
    return context.id, minted.token
