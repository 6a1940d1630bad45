"""Statements about the secrets of authenticator apps. One decides if a code was used."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, update
from sqlmodel import UTCDateTime, col, select

from db.engine.dialect import upsert
from db.engine.session import Session
from db.engine.statement import Statement
from db.models import TotpSecret


async def get(session: Session, user_id: str) -> TotpSecret | None:
    """The secrets of a user; None where no app was ever set up."""
    return await session.first(_GET, user_id=user_id)


async def propose(session: Session, user_id: str, *, sealed: bytes, now: datetime) -> None:
    """Store a secret that counts once it is confirmed; the one before counts until then."""
    await session.run(_PROPOSE, user=user_id, proposed=sealed, now=now)


async def confirm(
    session: Session, user_id: str, *, sealed: bytes, step: int, now: datetime
) -> bool:
    """Let the proposed secret count, and this step as used; False if another took its place."""
    return await session.run(_CONFIRM, user_id=user_id, proposed=sealed, step=step, now=now) == 1


async def use(session: Session, user_id: str, *, opened: bytes, sealed: bytes, step: int) -> bool:
    """Use the code of a step up; False if it, or a later one, was used before.

    `opened` is the secret that was judged, `sealed` the same under the key of today.
    """
    changed = {"opened": opened, "new_sealed": sealed, "step": step}
    return await session.run(_USE, user_id=user_id, **changed) == 1


async def remove(session: Session, user_id: str) -> bool:
    """Remove the app of a user; False if there was none that counted."""
    removed = await session.all(_REMOVE, user_id=user_id)
    return any(removed)


_IS_USER: Final = col(TotpSecret.user_id) == bindparam("user_id")
_GET: Final = Statement(select(TotpSecret).where(_IS_USER), by_key=True)
_proposed: Final = upsert(TotpSecret).values(
    user_id=bindparam("user"),
    last_step=0,
    pending=bindparam("proposed"),
    pending_at=bindparam("now"),
)
_PROPOSE: Final = Statement(
    _proposed.on_conflict_do_update(
        index_elements=["user_id"],
        set_={name: _proposed.excluded[name] for name in ("pending", "pending_at")},
    )
)
_CONFIRM: Final = Statement(
    update(TotpSecret)
    .where(_IS_USER, col(TotpSecret.pending) == bindparam("proposed"))
    .values(
        sealed=col(TotpSecret.pending),
        confirmed_at=bindparam("now", type_=UTCDateTime()),
        last_step=bindparam("step"),
        pending=None,
        pending_at=None,
    )
)
_USE: Final = Statement(
    update(TotpSecret)
    .where(
        _IS_USER,
        col(TotpSecret.sealed) == bindparam("opened"),
        col(TotpSecret.last_step) < bindparam("step"),
    )
    .values(last_step=bindparam("step"), sealed=bindparam("new_sealed"))
)
_REMOVE: Final[Statement[bool]] = Statement(
    delete(TotpSecret).where(_IS_USER).returning(col(TotpSecret.sealed)),
    lambda values: values[0] is not None,
)
