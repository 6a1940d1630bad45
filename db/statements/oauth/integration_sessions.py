"""Statements about the bearer tokens of integrations, and their look-up with today's truth."""

from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    Select,
    bindparam,
    delete,
    func,
    insert,
    select,
)
from sqlmodel import col

from db.engine import rows
from db.engine.batches import Lookup
from db.engine.connections import Database
from db.engine.dialect import asked
from db.engine.rows import Values
from db.engine.session import Change, Session
from db.engine.statement import Statement
from db.models import (
    Integration,
    IntegrationRole,
    IntegrationSecret,
    IntegrationSession,
    RolePrivilege,
)
from db.statements.users.grants import privileges_in


class StoredIntegrationSession(NamedTuple):
    """A bearer token, its secret, its integration, and what the roles of that grant."""

    expires_at: datetime
    secret_expires_at: datetime | None
    integration: Integration
    granted: frozenset[str]


async def get(database: Database, token_hash: bytes) -> StoredIntegrationSession | None:
    """The session of a token; None for an unknown token."""
    found = await database.look_up(_LOOKUP, token_hash=token_hash)
    return found[0] if found else None


def addition(token_hash: bytes, *, secret_id: str, expires_at: datetime) -> Change:
    """The change that stores a token which is given for a secret."""
    return _ADD, {"token_hash": token_hash, "secret_id": secret_id, "expires_at": expires_at}


async def prune(session: Session, *, before: datetime) -> int:
    """Remove tokens that were over before; how many."""
    return await session.run(_PRUNE, before=before)


_ADD: Final = Statement(
    insert(IntegrationSession), columns=["token_hash", "secret_id", "expires_at"]
)
_PRUNE: Final = Statement(
    delete(IntegrationSession).where(col(IntegrationSession.expires_at) < bindparam("before"))
)
_GRANTED: Final = (
    select(func.aggregate_strings(col(RolePrivilege.privilege), ","))
    .join(IntegrationRole, col(IntegrationRole.role_id) == col(RolePrivilege.role_id))
    .where(col(IntegrationRole.integration_id) == col(Integration.id))
    .correlate(Integration)
    .scalar_subquery()
)
_SESSION: Final = (col(IntegrationSession.expires_at), col(IntegrationSecret.expires_at))
_integration: Final = rows.of(Integration)


def _row(values: Values) -> StoredIntegrationSession:
    expires_at, secret_expires_at, *integration, granted = values
    return StoredIntegrationSession(
        expires_at, secret_expires_at, _integration(integration), privileges_in(granted)
    )


def _selected(*columns: ColumnElement[Any]) -> Select[Any]:
    return (
        select(*columns, *_SESSION, Integration, _GRANTED)
        .select_from(IntegrationSession)
        .join(IntegrationSecret, col(IntegrationSecret.id) == col(IntegrationSession.secret_id))
        .join(Integration, col(Integration.id) == col(IntegrationSecret.integration_id))
    )


_TOKEN: Final = col(IntegrationSession.token_hash)
_ASKED: Final = asked("token_hash", LargeBinary())
_LOOKUP: Final[Lookup[StoredIntegrationSession]] = Lookup(
    Statement(
        _selected().where(bindparam("token_hash") == _TOKEN),
        _row,
        by_key=True,
    ),
    Statement(
        _selected(_ASKED.c.number).join(_ASKED, _ASKED.c.token_hash == _TOKEN),
        lambda values: (values[0], _row(values[1:])),
    ),
)
