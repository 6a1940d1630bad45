"""Statements about what is kept of sign-ins at providers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, bindparam, insert, select
from sqlmodel import col

from db.engine.session import Change, Session
from db.engine.statement import Statement
from db.models import OidcSession, User, UserSession


class Named(NamedTuple):
    """A sign-in that has not ended, and its user."""

    session_id: str
    user_id: str
    sid: str | None  # None: the provider has not named it


def addition(
    session_id: str,
    *,
    user_id: str,
    provider: str,
    sid: str | None,
    sealed_refresh_token: bytes | None,
    checked_at: datetime,
    check_at: datetime | None,
) -> Change:
    """The change that stores what is kept of a sign-in."""
    return _ADD, {
        "session_id": session_id,
        "user_id": user_id,
        "provider": provider,
        "sid": sid,
        "sealed_refresh_token": sealed_refresh_token,
        "checked_at": checked_at,
        "check_at": check_at,
    }


_ADD: Final = Statement(insert(OidcSession), columns=list(OidcSession.model_fields))


def live(*columns: Any) -> Select[Any]:  # noqa: ANN401 - columns of any type
    """Of sign-ins that were not ended."""
    return (
        select(*columns)
        .join(UserSession, col(UserSession.id) == col(OidcSession.session_id))
        .where(col(UserSession.ended_at).is_(None))
    )


async def find_by_sid(session: Session, provider: str, sid: str) -> Sequence[Named]:
    """The sign-ins that the provider knows by this name."""
    return await session.all(_BY_SID, provider=provider, sid=sid)


async def find_by_subject(
    session: Session, provider: str, *, issuer: str, subject: str
) -> Sequence[Named]:
    """The sign-ins of an account at the provider."""
    return await session.all(_BY_SUBJECT, provider=provider, issuer=issuer, subject=subject)


_NAMED: Final = live(
    col(OidcSession.session_id), col(OidcSession.user_id), col(OidcSession.sid)
).where(col(OidcSession.provider) == bindparam("provider"))
_BY_SID: Final = Statement(_NAMED.where(col(OidcSession.sid) == bindparam("sid")), Named._make)
_BY_SUBJECT: Final = Statement(
    _NAMED.join(User, col(User.id) == col(OidcSession.user_id)).where(
        col(User.issuer) == bindparam("issuer"), col(User.subject) == bindparam("subject")
    ),
    Named._make,
)
