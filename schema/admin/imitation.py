"""Tokens, imitations and their journal."""

from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

from auth.privileges import Privilege
from resolvers.admin.imitation_token import GeneratedToken
from resolvers.audit.verification import Verification
from resolvers.imitation.state import CurrentImitation
from resolvers.store.accesses import Access
from schema.admin.customer import Customer
from schema.enums import ImitationAccess, ImitationEndReason, ImitationStatus
from schema.guards import for_user
from schema.operation import Info
from schema.shared.imitating_user import ImitatingUser
from schema.shared.sales_channel import SalesChannel

if TYPE_CHECKING:
    from db import models


@strawberry.type(description="A one-time token, answered this once; only its hash is stored.")
class ImitateCustomerToken:
    """What generateImitateCustomerToken answers."""

    token: str = strawberry.field(
        description="For imitateCustomerLogin, once. Never put it into a URL."
    )
    expires_at: datetime = strawberry.field(description="Until when it can be redeemed.")
    customer_id: strawberry.ID = strawberry.field(description="Whom it was made for.")
    user_id: strawberry.ID = strawberry.field(description="Who made it.")
    sales_channel_id: strawberry.ID = strawberry.field(description="Where it can be redeemed.")
    login_urls: list[str] = strawberry.field(
        description="Where a form with token, customerId and userId is POSTed, one for each domain "
        "of the channel; empty for a headless channel."
    )

    @classmethod
    def of(cls, generated: GeneratedToken) -> "ImitateCustomerToken":
        """As clients see it."""
        return cls(
            token=generated.token,
            expires_at=generated.expires_at,
            customer_id=strawberry.ID(generated.customer_id),
            user_id=strawberry.ID(generated.user_id),
            sales_channel_id=strawberry.ID(generated.sales_channel_id),
            login_urls=list(generated.login_urls),
        )


@strawberry.type(description="A fact of the journal. Nobody can change or remove one.")
class AuditEvent:
    """An event."""

    id: strawberry.ID = strawberry.field(description="Unique among the events, counting up.")
    at: datetime = strawberry.field(description="When it happened.")
    action: str = strawberry.field(description="What happened, such as `imitation.redeemed`.")
    detail: str | None = strawberry.field(
        description="More about it as a JSON object; null where there is no more."
    )
    remote_address: str | None = strawberry.field(
        description="The client's IP address; null where the server itself acted."
    )
    hash: str | None = strawberry.field(
        description="The event's HMAC-SHA-256 in the chain, 64 hex characters; null until it is "
        "sealed, which takes seconds."
    )

    @classmethod
    def of(cls, row: "models.AuditEvent", sealed: str | None) -> "AuditEvent":
        """As users see it."""
        return cls(
            id=strawberry.ID(str(row.id)),
            at=row.at,
            action=row.action,
            detail=row.detail,
            remote_address=row.remote_address,
            hash=sealed,
        )


@strawberry.type(description="Who acted as whom, from the token to the end. Records are kept.")
class Imitation:
    """An imitation."""

    id: strawberry.ID = strawberry.field(description="32 lower-case hex characters.")
    user: ImitatingUser = strawberry.field(
        description="Who imitated, as he was called when the token was made."
    )
    reason: str | None = strawberry.field(description="Why, in the user's words; null: not said.")
    access: ImitationAccess = strawberry.field(description="What the imitator may do.")
    status: ImitationStatus = strawberry.field(description="Where it is now.")
    created_at: datetime = strawberry.field(description="When the token was made.")
    started_at: datetime | None = strawberry.field(
        description="When the token was redeemed; null: not."
    )
    ended_at: datetime | None = strawberry.field(description="When it was over; null: not yet.")
    end_reason: ImitationEndReason | None = strawberry.field(
        description="Why it is over; null: not yet."
    )
    row: strawberry.Private["models.Imitation"]

    @strawberry.field(description="Who was imitated; as he was then, once he is deleted.")
    async def customer(self, info: Info) -> Customer:
        """The customer."""
        customer = await info.context.load.customer(self.row.customer_id)
        return Customer.of(customer) if customer else Customer.remembered(self.row)

    @strawberry.field(description="Where.")
    async def sales_channel(self, info: Info) -> SalesChannel:
        """The channel; a foreign key keeps it."""
        channel = await info.context.load.sales_channel(self.row.sales_channel_id)
        assert channel is not None  # noqa: S101 - see above
        return SalesChannel.of(channel)

    @strawberry.field(
        description="What happened, oldest first. Errors: `FRAMEWORK__MISSING_PRIVILEGE_ERROR`.",
        extensions=for_user(Privilege.IMITATION_READ),
    )
    async def events(self, info: Info) -> list[AuditEvent]:
        """The journal."""
        return [
            AuditEvent.of(row, sealed) for row, sealed in await info.context.load.events(self.id)
        ]

    @classmethod
    def of(cls, imitation: CurrentImitation) -> "Imitation":
        """As users see it at this moment."""
        row = imitation.record
        return cls(
            id=strawberry.ID(row.id),
            user=ImitatingUser.of(row),
            reason=row.reason,
            access=ImitationAccess(row.access),
            status=imitation.status,
            created_at=row.created_at,
            started_at=row.started_at,
            ended_at=imitation.ended_at,
            end_reason=imitation.end_reason,
            row=row,
        )


@strawberry.type(description="What a walk along the journal's chain of hashes found.")
class AuditVerification:
    """A verification."""

    valid: bool = strawberry.field(
        description="True where every sealed event is as it was, none is missing, the newest "
        "included, and none waits for its place for more than a minute."
    )
    checked: int = strawberry.field(description="How many events were found unchanged.")
    unsealed: int = strawberry.field(description="How many wait for their place in the chain.")
    first_broken_id: strawberry.ID | None = strawberry.field(
        description="The first event that was changed, removed or moved, or that waits too long; "
        "the last that was sealed where the newest are gone. Null where none is known."
    )

    @classmethod
    def of(cls, found: Verification) -> "AuditVerification":
        """As users see it."""
        broken = found.first_broken_id
        return cls(
            valid=found.valid,
            checked=found.checked,
            unsealed=found.unsealed,
            first_broken_id=None if broken is None else strawberry.ID(str(broken)),
        )


@strawberry.type(description="Somebody was in the customer's account.")
class AccountAccess:
    """An imitation as the customer sees it."""

    started_at: datetime = strawberry.field(description="When he came in.")
    ended_at: datetime | None = strawberry.field(description="When he was out; null: still in.")
    by_name: str = strawberry.field(description="The user's first and last name.")
    reason: str | None = strawberry.field(description="Why, in the user's words; null: not said.")
    access: ImitationAccess = strawberry.field(description="What he was allowed to do.")
    imitation_id: strawberry.Private[str]

    @strawberry.field(description="The mutations he made, in their order; empty: he only looked.")
    async def actions(self, info: Info) -> list[str]:
        """Names of mutations."""
        return list(await info.context.load.actions(self.imitation_id))

    @classmethod
    def of(cls, found: Access) -> "AccountAccess":
        return cls(
            started_at=found.started_at,
            ended_at=found.ended_at,
            by_name=found.by_name,
            reason=found.reason,
            access=found.access,
            imitation_id=found.imitation_id,
        )
