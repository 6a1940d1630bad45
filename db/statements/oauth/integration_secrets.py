"""Statements about the secrets of integrations: the newest, and for a while the one before it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import col, select

from db.engine.session import Change, Session
from db.engine.statement import Statement
from db.models import Integration, IntegrationSecret
from db.models.columns import new_id


async def find_of_client(
    session: Session, client_id: str
) -> Sequence[tuple[IntegrationSecret, Integration]]:
    """The secrets of a client, each with the integration; empty for an unknown client."""
    return await session.all(_FIND_OF_CLIENT, client_id=client_id)


_FIND_OF_CLIENT: Final[Statement[tuple[IntegrationSecret, Integration]]] = Statement(
    select(IntegrationSecret, Integration)
    .join(Integration, col(Integration.id) == col(IntegrationSecret.integration_id))
    .where(col(Integration.client_id) == bindparam("client_id")),
    by_key=True,
)


def addition(integration_id: str, secret_hash: bytes, *, now: datetime) -> Change:
    """The change that stores the newest secret."""
    return _ADD, {
        "id": new_id(),
        "integration_id": integration_id,
        "secret_hash": secret_hash,
        "created_at": now,
    }


async def retire(session: Session, integration_id: str, *, until: datetime) -> None:
    """Let the newest secret live on until then; any older one is over."""
    await session.run(_REMOVE_OLDER, integration_id=integration_id)
    await session.run(_RETIRE, integration_id=integration_id, until=until)


async def prune(session: Session, *, before: datetime) -> int:
    """Remove secrets that were over before, with their sessions; how many."""
    return await session.run(_PRUNE, before=before)


_ADD: Final = Statement(
    insert(IntegrationSecret), columns=["id", "integration_id", "secret_hash", "created_at"]
)
_OF_INTEGRATION: Final = col(IntegrationSecret.integration_id) == bindparam("integration_id")
_REMOVE_OLDER: Final = Statement(
    delete(IntegrationSecret).where(_OF_INTEGRATION, col(IntegrationSecret.expires_at).is_not(None))
)
_RETIRE: Final = Statement(
    update(IntegrationSecret).where(_OF_INTEGRATION).values(expires_at=bindparam("until"))
)
_PRUNE: Final = Statement(
    delete(IntegrationSecret).where(col(IntegrationSecret.expires_at) < bindparam("before"))
)
