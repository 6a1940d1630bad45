"""Statements about sign-ins that wait for a provider's answer."""

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import bindparam, delete, insert
from sqlmodel import col

from db.engine.session import Session
from db.engine.statement import Statement
from db.models import OidcAttempt


class Attempt(NamedTuple):
    """A sign-in that was begun, and the sign-in that its browser has already."""

    return_to: str
    renews: bool
    session_id: str | None
    created_at: datetime


async def add(
    session: Session,
    state_hash: bytes,
    *,
    browser_hash: bytes,
    provider: str,
    return_to: str,
    renews: bool,
    session_id: str | None,
    created_at: datetime,
    expires_at: datetime,
) -> None:
    """Store a sign-in that begins."""
    await session.run(
        _ADD,
        state_hash=state_hash,
        browser_hash=browser_hash,
        provider=provider,
        return_to=return_to,
        renews=renews,
        session_id=session_id,
        created_at=created_at,
        expires_at=expires_at,
    )


_ADD: Final = Statement(insert(OidcAttempt), columns=list(OidcAttempt.model_fields))


async def take(
    session: Session, state_hash: bytes, *, browser_hash: bytes, provider: str, now: datetime
) -> Attempt | None:
    """Use up the sign-in of this state; None for another browser or provider, or if it is over."""
    values = {"browser_hash": browser_hash, "provider": provider, "now": now}
    return await session.first(_TAKE, state_hash=state_hash, **values)


_TAKE: Final = Statement(
    delete(OidcAttempt)
    .where(
        col(OidcAttempt.state_hash) == bindparam("state_hash"),
        col(OidcAttempt.browser_hash) == bindparam("browser_hash"),
        col(OidcAttempt.provider) == bindparam("provider"),
        col(OidcAttempt.expires_at) > bindparam("now"),
    )
    .returning(
        col(OidcAttempt.return_to),
        col(OidcAttempt.renews),
        col(OidcAttempt.session_id),
        col(OidcAttempt.created_at),
    ),
    Attempt._make,
)


async def prune(session: Session, *, before: datetime) -> int:
    """Remove sign-ins to which no answer came; how many."""
    return await session.run(_PRUNE, before=before)


_PRUNE: Final = Statement(
    delete(OidcAttempt).where(col(OidcAttempt.expires_at) < bindparam("before"))
)
