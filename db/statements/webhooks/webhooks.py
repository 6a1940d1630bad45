"""Statements about webhooks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, TypedDict, Unpack

from sqlalchemy import bindparam, delete, func, insert, null, update
from sqlmodel import col, select

from db.engine import rows
from db.engine.session import Change, Session
from db.engine.statement import Statement
from db.models import Webhook


class NewWebhook(TypedDict):
    """The values of a webhook."""

    id: str
    url: str
    events: str
    active: bool
    sealed_secret: bytes
    created_at: datetime


async def find(session: Session) -> Sequence[Webhook]:
    """All webhooks, oldest first."""
    return await session.all(_FIND)


_FIND: Final = Statement(select(Webhook).order_by(col(Webhook.created_at), col(Webhook.id)))


async def count(session: Session) -> int:
    """The number of webhooks."""
    return await session.one(_COUNT)


_COUNT: Final = Statement(select(func.count()).select_from(Webhook))


async def hold(session: Session, webhook_id: str) -> Webhook | None:
    """One webhook, locked until the commit; so no event is added for it, and none is stored."""
    return await session.first(_HOLD, id=webhook_id)


_IS_WEBHOOK: Final = col(Webhook.id) == bindparam("id")
_HOLD: Final = Statement(select(Webhook).where(_IS_WEBHOOK).with_for_update())


async def hold_all(session: Session) -> Sequence[Webhook]:
    """All webhooks, locked in the order of their ids until the commit."""
    return await session.all(_HOLD_ALL)


_HOLD_ALL: Final = Statement(select(Webhook).order_by(col(Webhook.id)).with_for_update())


async def add(session: Session, **values: Unpack[NewWebhook]) -> Webhook:
    """Store a new webhook."""
    return await session.one(_ADD, **values, given_up=False)


_ADD: Final[Statement[Webhook]] = Statement(
    insert(Webhook).returning(Webhook),
    rows.of(Webhook),
    columns=[*NewWebhook.__annotations__, "given_up"],
)


class Changes(TypedDict):
    """The values of a webhook that change."""

    url: str
    events: str
    active: bool


async def change(session: Session, webhook_id: str, **values: Unpack[Changes]) -> Webhook:
    """Store other values of a webhook, which counts as one that answers from now on."""
    changed: dict[str, Any] = {f"new_{name}": value for name, value in values.items()}
    return await session.one(_CHANGE, webhook_id=webhook_id, **changed)


_CHANGE: Final[Statement[Webhook]] = Statement(
    update(Webhook)
    .where(col(Webhook.id) == bindparam("webhook_id"))
    .values(
        **{name: bindparam(f"new_{name}") for name in Changes.__annotations__},
        failing_since=null(),
        given_up=False,
    )
    .returning(Webhook),
    rows.of(Webhook),
)


async def mark(
    session: Session, webhook_id: str, *, failing_since: datetime | None, given_up: bool
) -> None:
    """Store whether a webhook answers."""
    await session.run(_MARK, webhook_id=webhook_id, since=failing_since, given_up_=given_up)


_MARK: Final = Statement(
    update(Webhook)
    .where(col(Webhook.id) == bindparam("webhook_id"))
    .values(failing_since=bindparam("since"), given_up=bindparam("given_up_"))
)


def removal(webhook_id: str) -> Change:
    """The change that deletes a webhook and its deliveries."""
    return _REMOVE, {"id": webhook_id}


_REMOVE: Final = Statement(delete(Webhook).where(_IS_WEBHOOK))
