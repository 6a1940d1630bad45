"""Writes events to the audit log, in the transaction of what they record."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Protocol, TypedDict, Unpack

from db.statements.imitation import audit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.engine.session import Session
    from db.models import Customer, Imitation, User
    from resolvers.application import RequestFacts

OPERATION: Final = "imitation.operation"  # the action of an event that records a mutation


class Machine(Protocol):
    """An integration, as events name it."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Source:
    """The time and the request of what is recorded; without a request the process itself acted."""

    at: datetime
    remote_address: str | None = None
    user_agent: str | None = None
    request_id: str | None = None
    integration: Machine | None = None  # the one whose request it is

    @classmethod
    def of(
        cls, facts: "RequestFacts", at: datetime, *, integration: Machine | None = None
    ) -> "Source":
        """The source of what a request does at this time."""
        return cls(at, facts.remote_address, facts.user_agent, facts.request_id, integration)


class About(TypedDict, total=False):
    """Whom and what an event is about, as far as it is known."""

    user: "User | None"
    customer: "Customer | None"
    imitation: "Imitation | None"
    sales_channel_id: str | None
    detail: "Mapping[str, object] | None"


async def record(session: "Session", source: Source, action: str, **about: Unpack[About]) -> None:
    """Write one event; see `event`."""
    await audit.add(session, event(source, action, **about))


def event(source: Source, action: str, **about: Unpack[About]) -> dict[str, Any]:
    """The values of an event. `detail` is kept as JSON; it never holds a token or a password.

    An imitation names its customer, its sales channel and, unless `user` does, its user. `detail`
    names the integration whose request it is, and the account at a provider of the event's user.
    """
    user, customer, imitation = about.get("user"), about.get("customer"), about.get("imitation")
    concerned = {
        "imitation_id": None,
        "user_id": None,
        "username": None,
        "customer_id": None,
        "customer_number": None,
        "sales_channel_id": about.get("sales_channel_id"),
    }
    if imitation is not None:
        concerned |= _of_imitation(imitation)
    if customer is not None and imitation is None:
        concerned |= {"customer_id": customer.id, "customer_number": customer.customer_number}
    if user is not None:
        concerned |= {"user_id": user.id, "username": user.username}
    detail = about.get("detail")
    if identity := _identity(action, user, imitation):
        detail = {**(detail or {}), "identity": identity}
    if source.integration is not None:
        detail = {**(detail or {}), "integration": named(source.integration)}
    return {
        "at": source.at,
        "action": action,
        "detail": json.dumps(detail, ensure_ascii=False, default=str) if detail else None,
        "remote_address": source.remote_address,
        "user_agent": source.user_agent[:255] if source.user_agent else None,
        "request_id": source.request_id,
        **concerned,
    }


def named(integration: Machine) -> "Mapping[str, str]":
    """An integration as it stands in the detail of an event."""
    return {"id": integration.id, "label": integration.label}


def account_of(issuer: str | None, subject: str | None) -> "Mapping[str, str]":
    """An account at a provider as it stands in the detail of an event; empty without one."""
    return {"issuer": issuer, "subject": subject} if issuer and subject else {}


def _identity(
    action: str, user: "User | None", imitation: "Imitation | None"
) -> "Mapping[str, str] | None":
    """The account of the event's user. An erasure finds it by their id, and removes the detail.

    So it is not in events of operations: the customer goes on reading there what was done. The
    other events of their imitation have it.
    """
    if user is not None:
        user_id, account = user.id, account_of(user.issuer, user.subject)
    elif imitation is not None and action != OPERATION:
        account = account_of(imitation.user_issuer, imitation.user_subject)
        user_id = imitation.user_id
    else:
        return None
    return {"of": user_id, **account} if account else None


def _of_imitation(imitation: "Imitation") -> dict[str, Any]:
    return {
        "imitation_id": imitation.id,
        "user_id": imitation.user_id,
        "username": imitation.user_username,
        "customer_id": imitation.customer_id,
        "customer_number": imitation.customer_number,
        "sales_channel_id": imitation.sales_channel_id,
    }
