"""Stores the sessions of guests, customers and imitations; every session row is made here."""

from datetime import datetime
from typing import TYPE_CHECKING

from auth.sign_in import tokens
from auth.sign_in.tokens import TokenKind
from db.models.columns import new_id
from db.statements.shop import contexts

if TYPE_CHECKING:
    from db.engine.session import Change, Session
    from db.models import Imitation
    from db.statements.shop.contexts import NewContext
    from resolvers.request.context import RequestContext
    from resolvers.request.store_context import StoreContext


async def keep_session(
    ctx: "RequestContext", session: "Session", store: "StoreContext"
) -> tuple[str, str]:
    """The id of the stored session and the token to use from now on.

    An anonymous visitor gets a stored session here, with the first thing that is worth keeping.
    """
    if store.session_id is not None:
        return store.session_id, store.token
    now = ctx.now()
    return await _add(session, store, created_at=now, expires_at=now + ctx.rules.context_lifetime)


async def start_customer_session(
    ctx: "RequestContext", session: "Session", store: "StoreContext", customer_id: str
) -> str:
    """Store a session of the customer beside all others; the answer is its token."""
    now = ctx.now()
    expires_at = now + ctx.rules.context_lifetime
    _, token = await _add(
        session, store, created_at=now, expires_at=expires_at, customer_id=customer_id
    )
    return token


def imitated_session(
    store: "StoreContext", imitation: "Imitation", *, now: datetime, expires_at: datetime
) -> "tuple[str, Change]":
    """The token of the session of a redeemed imitation, and the change that stores it."""
    token, values = _new(
        store,
        created_at=now,
        expires_at=expires_at,
        customer_id=imitation.customer_id,
        imitation_id=imitation.id,
    )
    return token, contexts.addition(**values)


async def _add(
    session: "Session",
    store: "StoreContext",
    *,
    created_at: datetime,
    expires_at: datetime,
    customer_id: str | None = None,
) -> tuple[str, str]:
    """The id and the token of a new row, in the channel, language and currency of `store`."""
    token, values = _new(
        store, created_at=created_at, expires_at=expires_at, customer_id=customer_id
    )
    await contexts.add(session, **values)
    return values["id"], token


def _new(
    store: "StoreContext",
    *,
    created_at: datetime,
    expires_at: datetime,
    customer_id: str | None = None,
    imitation_id: str | None = None,
) -> "tuple[str, NewContext]":
    """A token, and the values of its row."""
    token, token_hash = tokens.new(TokenKind.CONTEXT)
    values: NewContext = {
        "id": new_id(),
        "token_hash": token_hash,
        "sales_channel_id": store.sales_channel.id,
        "customer_id": customer_id,
        "imitation_id": imitation_id,
        "language": store.language,
        "currency": store.currency,
        "created_at": created_at,
        "expires_at": expires_at,
    }
    return token, values
