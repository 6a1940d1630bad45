"""Imitations as users see them: records of who acted as whom, from the token to the end."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from auth.errors import Invalid
from auth.privileges import Privilege
from resolvers.admin.imitations.events import EventPage
from resolvers.imitation.state import CurrentImitation
from schema.admin.audit import AuditEvent
from schema.admin.customers.customer import Customer
from schema.enums import ImitationAccess, ImitationEndReason, ImitationStatus
from schema.guards import for_user
from schema.loading.load import Load, loaded
from schema.operation import Info
from schema.paging import First
from schema.shared.imitating_user import ImitatingUser
from schema.shared.sales_channel import SalesChannel

if TYPE_CHECKING:
    from db import models

AfterEvent: TypeAlias = Annotated[
    strawberry.ID | None,
    strawberry.argument(
        description="The `id` of the last event seen: later ones are answered. Null answers the "
        "first page."
    ),
]
ImitationId: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="The id of the imitation.")
]


@strawberry.type(
    description="An imitation: a user of the admin acts in the shop as a customer, in a session of "
    "its own beside the customer's sessions. It starts with `generateImitateCustomerToken`, "
    "becomes active with `imitateCustomerLogin`, and ends by logout, by time, by `endImitation`, "
    "or when the user or the customer may no longer take part. Its record is kept, even if user "
    "and customer are deleted."
)
class Imitation:
    id: strawberry.ID = strawberry.field(
        description="The id of the imitation: 32 lower-case hex characters."
    )
    user: ImitatingUser = strawberry.field(description="The user who imitates the customer.")
    reason: str | None = strawberry.field(
        description="The reason in the user's words. Null if the user gave none."
    )
    reason_category: str | None = strawberry.field(
        description="The category of the reason, one of those that the settings had. Null if the "
        "user chose none."
    )
    access: ImitationAccess = strawberry.field(description="What the user may do.")
    full_since: datetime | None = strawberry.field(
        description="The time at which `upgradeImitation` changed the access from READ_ONLY to "
        "FULL. Null if it did not."
    )
    full_reason: str | None = strawberry.field(
        description="The reason for full access in the user's words. Null unless `fullSince` is "
        "set, and if it was erased."
    )
    full_reason_category: str | None = strawberry.field(
        description="The category of this reason. Null without one."
    )
    status: ImitationStatus = strawberry.field(description="The state at the time of the request.")
    created_at: datetime = strawberry.field(
        description="The time at which the token was generated."
    )
    started_at: datetime | None = strawberry.field(
        description="The time at which the token was redeemed. Null if it was not."
    )
    ended_at: datetime | None = strawberry.field(
        description="The time at which the imitation ended. Null unless `status` is ENDED."
    )
    end_reason: ImitationEndReason | None = strawberry.field(
        description="The cause of the end. Null unless `status` is ENDED."
    )
    erased_at: datetime | None = strawberry.field(
        description="The time at which the names of the user or the customer, and the reason, were "
        "erased. An erased name is empty. Null if nothing was erased."
    )
    row: strawberry.Private["models.Imitation"]

    @strawberry.field(
        description="The customer. If the customer was deleted, the names are those of the time "
        "when the token was generated, and `active` is false."
    )
    @loaded
    def customer(self, info: Info) -> Load[Customer]:
        return info.context.load.customer(self.row.customer_id).to(
            lambda customer: Customer.of(customer) if customer else Customer.remembered(self.row)
        )

    @strawberry.field(description="The sales channel of the imitation.")
    @loaded
    def sales_channel(self, info: Info) -> Load[SalesChannel]:
        return info.context.load.sales_channel(self.row.sales_channel_id).to(_kept)

    @strawberry.field(
        description="The events of this imitation in the audit log, oldest first.",
        extensions=for_user(Privilege.IMITATION_READ, errors=[Invalid]),
    )
    async def events(
        self, info: Info, first: First = 100, after: AfterEvent = None
    ) -> list[AuditEvent]:
        page = EventPage.of(self.id, first=first, after=after)
        return [AuditEvent.of(found) for found in await info.context.load.events(page)]

    @strawberry.field(
        description="A C2SP tlog-proof that the audit log contains the redemption of the token, to "
        "be verified offline with the public key. It opens all values of the event. Null "
        "until the event is sealed, a few seconds after it was added.",
        extensions=for_user(Privilege.IMITATION_READ),
    )
    async def proof(self, info: Info) -> str | None:
        return await info.context.load.proof(self.id)

    @strawberry.field(
        description="The same of the imitation's end. Null while it lasts, and until its end is "
        "sealed.",
        extensions=for_user(Privilege.IMITATION_READ),
    )
    async def end_proof(self, info: Info) -> str | None:
        return await info.context.load.end_proof(self.id)

    @classmethod
    def of(cls, imitation: CurrentImitation) -> "Imitation":
        row = imitation.record
        return cls(
            id=strawberry.ID(row.id),
            user=ImitatingUser.of(row),
            reason=row.reason,
            reason_category=row.reason_category,
            access=ImitationAccess(row.access),
            full_since=row.full_since,
            full_reason=row.full_reason,
            full_reason_category=row.full_reason_category,
            status=imitation.status,
            created_at=row.created_at,
            started_at=row.started_at,
            ended_at=imitation.ended_at,
            end_reason=imitation.end_reason,
            erased_at=row.erased_at,
            row=row,
        )


def _kept(channel: "models.SalesChannel | None") -> SalesChannel:
    assert channel is not None  # noqa: S101 - a foreign key keeps it
    return SalesChannel.of(channel)
