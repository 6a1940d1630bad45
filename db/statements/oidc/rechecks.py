"""Statements about when providers are asked whether sign-ins go on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import bindparam, update
from sqlmodel import col

from db.engine.session import Session
from db.engine.statement import Statement
from db.models import OidcSession, UserSession
from db.statements.oidc.sessions import live


class DueCheck(NamedTuple):
    """A sign-in about which its provider is asked."""

    session_id: str
    user_id: str
    provider: str
    sealed_refresh_token: bytes
    checked_at: datetime


async def find_providers(session: Session, *, now: datetime) -> Sequence[str]:
    """The providers that are to be asked about sign-ins."""
    return await session.all(_PROVIDERS, now=now)


_OF_PROVIDER: Final = col(OidcSession.provider) == bindparam("provider")
_IS_DUE: Final = (
    col(OidcSession.check_at) <= bindparam("now"),
    col(OidcSession.sealed_refresh_token).is_not(None),
    col(UserSession.expires_at) > bindparam("now"),
)
_PROVIDERS: Final[Statement[str]] = Statement(
    live(col(OidcSession.provider)).where(*_IS_DUE).distinct(), lambda values: str(values[0])
)


async def lease(
    session: Session, provider: str, *, now: datetime, until: datetime, limit: int
) -> Sequence[DueCheck]:
    """Sign-ins about which a provider is to be asked; no other process takes them until then."""
    return await session.all(_LEASE, provider=provider, now=now, until=until, limit_=limit)


_LEASE: Final = Statement(
    update(OidcSession)
    .where(
        col(OidcSession.session_id).in_(
            live(col(OidcSession.session_id))
            .where(_OF_PROVIDER, *_IS_DUE)
            .order_by(col(OidcSession.check_at))
            .limit(bindparam("limit_"))
            .with_for_update(skip_locked=True, of=OidcSession)
        )
    )
    .values(check_at=bindparam("until"))
    .returning(
        col(OidcSession.session_id),
        col(OidcSession.user_id),
        col(OidcSession.provider),
        col(OidcSession.sealed_refresh_token),
        col(OidcSession.checked_at),
    ),
    DueCheck._make,
)


async def mark_checked(
    session: Session, session_id: str, *, sealed: bytes, now: datetime, check_at: datetime
) -> None:
    """Note that the provider lets a sign-in go on, and the token to ask with next time."""
    await session.run(_CHECKED, session_id=session_id, sealed=sealed, now=now, next_at=check_at)


_CHECKED: Final = Statement(
    update(OidcSession)
    .where(col(OidcSession.session_id) == bindparam("session_id"))
    .values(
        sealed_refresh_token=bindparam("sealed"),
        checked_at=bindparam("now"),
        check_at=bindparam("next_at"),
    )
)


async def delay(session: Session, session_id: str, *, check_at: datetime) -> None:
    """Ask again at this time."""
    await session.run(_DELAY, session_id=session_id, next_at=check_at)


_DELAY: Final = Statement(
    update(OidcSession)
    .where(col(OidcSession.session_id) == bindparam("session_id"))
    .values(check_at=bindparam("next_at"))
)


async def delay_all(
    session: Session, provider: str, *, check_at: datetime, vouched_since: datetime
) -> None:
    """Ask a provider at this time at the earliest, about those for whom it vouched since then."""
    await session.run(_DELAY_ALL, provider=provider, next_at=check_at, vouched_since=vouched_since)


_DELAY_ALL: Final = Statement(
    update(OidcSession)
    .where(
        col(OidcSession.session_id).in_(
            live(col(OidcSession.session_id))
            .where(
                _OF_PROVIDER,
                col(OidcSession.check_at) < bindparam("next_at"),
                col(OidcSession.checked_at) > bindparam("vouched_since"),
            )
            .with_for_update(skip_locked=True, of=OidcSession)
        )
    )
    .values(check_at=bindparam("next_at"))
)
