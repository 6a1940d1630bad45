"""The imitations of an account, as its customer sees them."""

from datetime import datetime

import strawberry

from resolvers.store.accesses import Access
from schema.enums import ImitationAccess
from schema.operation import Info


@strawberry.type(
    description="A time when a user was in the customer's account: an imitation as the customer "
    "sees it."
)
class AccountAccess:
    started_at: datetime = strawberry.field(description="The time at which the user came in.")
    ended_at: datetime | None = strawberry.field(
        description="The time at which the imitation ended. Null while it lasts."
    )
    by_name: str = strawberry.field(description="The first and last name of the user.")
    reason: str | None = strawberry.field(
        description="The reason in the user's words. Null if the user gave none."
    )
    access: ImitationAccess = strawberry.field(description="What the user was allowed to do.")
    imitation_id: strawberry.Private[str]

    @strawberry.field(
        description="The mutations that the user called with success, in their order, such as "
        "`addCartItem`. Empty if the user changed nothing."
    )
    async def actions(self, info: Info) -> list[str]:
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
