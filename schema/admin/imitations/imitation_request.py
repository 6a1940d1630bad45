"""Requests for another user's approval of an imitation."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from auth.unserved import Busy
from resolvers.imitation.approval.state import CurrentRequest
from schema.admin.customers.customer import Customer
from schema.enums import ImitationAccess, ImitationRequestState
from schema.loading.load import Load, loaded
from schema.operation import Info
from schema.shared.imitating_user import ImitatingUser
from schema.shared.sales_channel import SalesChannel

if TYPE_CHECKING:
    from db import models

RequestId: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="The id of the request.")
]
Waiting: TypeAlias = Annotated[
    bool | None,
    strawberry.argument(
        name="open",
        description="True: only requests that wait for a decision. False: all others. Null: all.",
    ),
]


@strawberry.type(
    description="A request of a user for another user's approval of an imitation. It is for this "
    "customer, this sales channel and this access, and is used once, with "
    "`generateImitateCustomerToken(requestId:)`. It is over when the user signs out, and when who "
    "approved it may no longer approve. It is deleted with the customer, and after 30 days."
)
class ImitationRequest:
    id: strawberry.ID = strawberry.field(
        description="The id of the request: 32 lower-case hex characters."
    )
    user: ImitatingUser = strawberry.field(description="The user who asks.")
    reason: str = strawberry.field(
        description="The reason in the user's words, which the customer can read once a token was "
        "redeemed."
    )
    reason_category: str | None = strawberry.field(
        description="The category of the reason. Null if the user chose none."
    )
    access: ImitationAccess = strawberry.field(description="What the user wants to do.")
    state: ImitationRequestState = strawberry.field(
        description="The state at the time of the request."
    )
    decided_by: ImitatingUser | None = strawberry.field(
        description="The user who approved or refused it. Null until then."
    )
    decision_reason: str | None = strawberry.field(
        description="Why it was refused. Null unless it was."
    )
    created_at: datetime = strawberry.field(description="The time at which the user asked.")
    expires_at: datetime = strawberry.field(
        description="The time until which it can be approved, and used."
    )
    row: strawberry.Private["models.ImitationRequest"]

    @strawberry.field(description="The customer.")
    @loaded
    def customer(self, info: Info) -> Load[Customer]:
        return info.context.load.customer(self.row.customer_id).to(_customer)

    @strawberry.field(description="The sales channel.")
    @loaded
    def sales_channel(self, info: Info) -> Load[SalesChannel]:
        return info.context.load.sales_channel(self.row.sales_channel_id).to(_channel)

    @strawberry.field(
        description="Whether the signed-in user may approve or refuse it: it waits, and they hold "
        "`imitation:approve`. Users decide no request of their own, nor one of the user who "
        "made their account, set its password or gave them the privilege."
    )
    @loaded
    def may_decide(self, info: Info) -> Load[bool] | bool:
        if self.state is not ImitationRequestState.OPEN:
            return False
        return info.context.load.may_decide(self.row.user_id).to(bool)

    @classmethod
    def of(cls, found: CurrentRequest) -> "ImitationRequest":
        row = found.record
        return cls(
            id=strawberry.ID(row.id),
            user=ImitatingUser.of(row),
            reason=row.reason,
            reason_category=row.reason_category,
            access=ImitationAccess(row.access),
            state=found.state,
            decided_by=None if row.decider_id is None else ImitatingUser.deciding(row),
            decision_reason=row.decision_reason,
            created_at=row.created_at,
            expires_at=row.expires_at,
            row=row,
        )


def _customer(customer: "models.Customer | None") -> Customer:
    if customer is None:  # deleted together with the request, while this was answered
        raise Busy
    return Customer.of(customer)


def _channel(channel: "models.SalesChannel | None") -> SalesChannel:
    assert channel is not None  # noqa: S101 - a foreign key keeps it
    return SalesChannel.of(channel)
