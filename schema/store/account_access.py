"""The imitations of an account, as its customer sees them."""

from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

from resolvers.store.accesses import Access
from schema.enums import ImitationAccess
from schema.loading.load import Load, loaded
from schema.operation import Info

if TYPE_CHECKING:
    from db.statements.imitation.imitation_events import Done


@strawberry.type(description="One kind of action of a user, and how often it was done.")
class ActionCount:
    action: str = strawberry.field(description="The mutation, such as `addCartItem`.")
    count: int = strawberry.field(
        description="The number of calls with success. 10,001 means more than 10,000."
    )
    first_at: datetime = strawberry.field(description="The time of the first call.")
    last_at: datetime = strawberry.field(description="The time of the last call.")

    @classmethod
    def of(cls, found: "Done") -> "ActionCount":
        return cls(
            action=found.operation,
            count=found.number,
            first_at=found.first_at,
            last_at=found.last_at,
        )


@strawberry.type(
    description="A time when a user was in the customer's account: an imitation as the customer "
    "sees it."
)
class AccountAccess:
    id: strawberry.ID = strawberry.field(
        description="The id of the imitation: 32 lower-case hex characters."
    )
    started_at: datetime = strawberry.field(description="The time at which the user came in.")
    ended_at: datetime | None = strawberry.field(
        description="The time at which the imitation ended. Null while it lasts."
    )
    by_name: str = strawberry.field(
        description="The first and last name of the user, or a role or an alias, as the shop has "
        "it. Empty if the name was erased."
    )
    reason: str | None = strawberry.field(
        description="The reason in the user's words. Null if the user gave none."
    )
    reason_category: str | None = strawberry.field(
        description="The category of the reason, which the shop has named. Null without one."
    )
    access: ImitationAccess = strawberry.field(description="What the user was allowed to do.")
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
    erased_at: datetime | None = strawberry.field(
        description="The time at which the name, the reason or what was done was erased. Null if "
        "nothing was."
    )

    @strawberry.field(
        description="The mutations that the user called with success, such as `addCartItem`: each "
        "once, in the order of the first calls, at most 100. Empty if the user changed nothing."
    )
    @loaded
    def actions(self, info: Info) -> Load[list[str]]:
        return info.context.load.actions(self.id).to(
            lambda found: [done.operation for done in found]
        )

    @strawberry.field(description="How often, and when, each of the `actions` was done.")
    @loaded
    def action_counts(self, info: Info) -> Load[list[ActionCount]]:
        return info.context.load.actions(self.id).to(
            lambda found: [ActionCount.of(done) for done in found]
        )

    @strawberry.field(
        description="A C2SP tlog-proof that the audit log contains this access, to be verified "
        "offline with the public key. It opens the ids of the imitation, the sales channel and the "
        "customer, and nothing about the user. Null until the event is sealed, a few seconds after "
        "it was added."
    )
    @loaded
    def proof(self, info: Info) -> Load[str | None]:
        return info.context.load.proof_for_customer(self.id)

    @strawberry.field(
        description="The same of the end of this access. Null while it lasts, and until its end is "
        "sealed."
    )
    @loaded
    def end_proof(self, info: Info) -> Load[str | None]:
        return info.context.load.end_proof_for_customer(self.id)

    @classmethod
    def of(cls, found: Access) -> "AccountAccess":
        return cls(
            id=strawberry.ID(found.imitation_id),
            started_at=found.started_at,
            ended_at=found.ended_at,
            by_name=found.by_name,
            reason=found.reason,
            reason_category=found.reason_category,
            access=found.access,
            full_since=found.full_since,
            full_reason=found.full_reason,
            full_reason_category=found.full_reason_category,
            erased_at=found.erased_at,
        )
