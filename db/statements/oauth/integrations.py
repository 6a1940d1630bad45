"""Statements about integrations and their roles."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import bindparam, delete, func, insert, or_, update
from sqlmodel import UTCDateTime, col, select

from db.engine import rows
from db.engine.dialect import among
from db.engine.session import Change, Session
from db.engine.statement import Statement
from db.models import Integration, IntegrationRole, Role, RolePrivilege
from db.models.columns import new_id
from db.statements.users import makers


class IntegrationValues(NamedTuple):
    """The values of an integration that can be changed."""

    label: str
    active: bool
    expires_at: datetime | None

    @classmethod
    def of(cls, integration: Integration) -> "IntegrationValues":
        """Those that the integration has."""
        return cls(integration.label, integration.active, integration.expires_at)


async def find(session: Session) -> Sequence[Integration]:
    """All integrations by label."""
    return await session.all(_FIND)


async def count(session: Session) -> int:
    """The number of integrations."""
    return await session.one(_COUNT)


async def get(session: Session, integration_id: str) -> Integration | None:
    """One integration."""
    return await session.first(_GET, id=integration_id)


_FIND: Final = Statement(select(Integration).order_by(col(Integration.label), col(Integration.id)))
_COUNT: Final = Statement(select(func.count()).select_from(Integration))
_IS_INTEGRATION: Final = col(Integration.id) == bindparam("id")
_GET: Final = Statement(select(Integration).where(_IS_INTEGRATION), by_key=True)


async def add(
    session: Session,
    values: IntegrationValues,
    *,
    client_id: str,
    made_by: str | None,
    now: datetime,
) -> Integration:
    """Store a new integration, whose maker makes its first secret."""
    return await session.one(
        _ADD,
        id=new_id(),
        client_id=client_id,
        created_at=now,
        made_by=made_by,
        secret_made_by=made_by,
        **values._asdict(),
    )


def secret_by(integration_id: str, *, made_by: str | None) -> Change:
    """The change that notes who made the newest secret."""
    return _MARK_SECRET, {"id": integration_id, "maker": made_by}


async def change(session: Session, integration_id: str, values: IntegrationValues) -> Integration:
    """Store other values of an integration."""
    new = {f"new_{name}": value for name, value in values._asdict().items()}
    return await session.one(_CHANGE, id=integration_id, **new)


async def mark_used(
    session: Session, integration_id: str, *, now: datetime, unless_since: datetime
) -> None:
    """Record a use, unless one is recorded that is later than `unless_since`."""
    await session.run(_MARK_USED, id=integration_id, now=now, unless_since=unless_since)


def removal(integration: Integration) -> Sequence[Change]:
    """The changes that delete the integration with secrets and sessions; the audit log stays."""
    made_by, secret_by = integration.made_by, integration.secret_made_by
    kept = makers.remembering(integration.id, made_by=made_by, password_set_by=secret_by)
    return (_REMOVE, {"id": integration.id}), kept


_ADD: Final = Statement(
    insert(Integration).returning(Integration),
    rows.of(Integration),
    columns=[
        *("id", "client_id", "created_at", "made_by", "secret_made_by"),
        *IntegrationValues._fields,
    ],
)
_CHANGE: Final = Statement(
    update(Integration)
    .where(_IS_INTEGRATION)
    .values({name: bindparam(f"new_{name}") for name in IntegrationValues._fields})
    .returning(Integration),
    rows.of(Integration),
)
_MARK_SECRET: Final = Statement(
    update(Integration).where(_IS_INTEGRATION).values(secret_made_by=bindparam("maker"))
)
_UNUSED: Final = or_(
    col(Integration.last_used_at).is_(None),
    col(Integration.last_used_at) <= bindparam("unless_since", type_=UTCDateTime()),
)
_MARK_USED: Final = Statement(
    update(Integration).where(_IS_INTEGRATION, _UNUSED).values(last_used_at=bindparam("now"))
)
_REMOVE: Final = Statement(delete(Integration).where(_IS_INTEGRATION))


async def find_roles(
    session: Session, integration_ids: Sequence[str]
) -> Sequence[tuple[str, Role]]:
    """Pairs of an integration's id and a role, by the role's name."""
    return await session.all(_FIND_ROLES, integration_ids=integration_ids)


async def find_granted(session: Session, integration_id: str) -> frozenset[str]:
    """The privileges that the roles of an integration grant."""
    return frozenset(await session.all(_FIND_GRANTED, integration_id=integration_id))


async def assign_roles(session: Session, integration_id: str, role_ids: Sequence[str]) -> None:
    """Give the integration exactly these roles."""
    await session.run(_TAKE_ROLES, integration_id=integration_id)
    given = [{"integration_id": integration_id, "role_id": role_id} for role_id in role_ids]
    await session.many(_GIVE_ROLE, given)


_FIND_ROLES: Final[Statement[tuple[str, Role]]] = Statement(
    select(IntegrationRole.integration_id, Role)
    .join(Role, col(Role.id) == col(IntegrationRole.role_id))
    .where(among(col(IntegrationRole.integration_id), "integration_ids"))
    .order_by(col(Role.name))
)
_HAS_ROLE: Final = col(IntegrationRole.integration_id) == bindparam("integration_id")
_FIND_GRANTED: Final = Statement(
    select(RolePrivilege.privilege)
    .join(IntegrationRole, col(IntegrationRole.role_id) == col(RolePrivilege.role_id))
    .where(_HAS_ROLE),
    by_key=True,
)
_TAKE_ROLES: Final = Statement(delete(IntegrationRole).where(_HAS_ROLE))
_GIVE_ROLE: Final = Statement(insert(IntegrationRole), columns=["integration_id", "role_id"])
