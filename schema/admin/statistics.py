"""Counts of imitations for the overview of the admin."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias, cast

import strawberry

from schema.enums import ImitationEndReason
from schema.shared.imitating_user import ImitatingUser

if TYPE_CHECKING:
    from resolvers.admin.imitations.statistics import Statistics

From: TypeAlias = Annotated[
    datetime, strawberry.argument(description="The beginning of the time that is counted.")
]
UpTo: TypeAlias = Annotated[
    datetime,
    strawberry.argument(description="The end of the time that is counted, after `since`."),
]
TimeZone: TypeAlias = Annotated[
    str,
    strawberry.argument(
        description="The time zone of the days in `perDay`, by its name in the database of IANA, "
        "such as `Europe/Berlin`."
    ),
]


@strawberry.type(
    description="What happened on a day: a calendar day of the time zone that was asked for, from "
    "midnight to midnight, also where summer time begins or ends. `since` and `until` may cut the "
    "first and the last day."
)
class DayCount:
    day: str = strawberry.field(description="The date, such as `2026-01-31`.")
    generated: int = strawberry.field(description="The number of tokens that were generated.")
    started: int = strawberry.field(description="The number of tokens that were redeemed.")
    refused: int = strawberry.field(description="The number of refusals.")


@strawberry.type(description="How many imitations a user started.")
class UserCount:
    user: ImitatingUser = strawberry.field(
        description="The user, with the names of their newest imitation."
    )
    count: int = strawberry.field(description="The number of tokens that were redeemed.")


@strawberry.type(description="How many imitations ended by a cause.")
class EndReasonCount:
    reason: ImitationEndReason = strawberry.field(description="The cause.")
    count: int = strawberry.field(
        description="The number of imitations, and of tokens that were never redeemed."
    )


@strawberry.type(description="How often imitating was refused for a reason.")
class RefusalCount:
    code: str = strawberry.field(
        description="A value of `ImitationRefusal` or `ImitationEndReason`, or an error code: what "
        "was against a token, its redemption, or a mutation of an imitating user."
    )
    count: int = strawberry.field(
        description="The number of refusals with this reason; one may have several. What was "
        "refused beyond a limit of rates is not among them."
    )


@strawberry.type(
    description="What the audit log recorded of imitations in a time. Days without an event are "
    "among `perDay`; the other lists have the highest numbers first."
)
class ImitationStatistics:
    live: int = strawberry.field(description="The number of ACTIVE imitations at this moment.")
    per_day: list[DayCount] = strawberry.field(description="By day, oldest first.")
    per_user: list[UserCount] = strawberry.field(
        description="By user: the 50 with the most imitations."
    )
    by_end_reason: list[EndReasonCount] = strawberry.field(description="By the cause of the end.")
    refusals: list[RefusalCount] = strawberry.field(
        description="By the reason of the refusal: the 50 most frequent ones."
    )
    orders_placed: int = strawberry.field(
        description="The number of orders that users placed while they imitated the customer."
    )
    complete: bool = strawberry.field(
        description="False while events of earlier releases are still being counted."
    )

    @classmethod
    def of(cls, found: "Statistics") -> "ImitationStatistics":
        return cls(
            live=found.live,
            per_day=cast("list[DayCount]", found.per_day),  # each has the same attributes
            per_user=[
                UserCount(user=ImitatingUser.of(user), count=number)
                for user, number in found.per_user
            ],
            by_end_reason=[
                EndReasonCount(reason=reason, count=number)
                for reason, number in found.by_end_reason
            ],
            refusals=[RefusalCount(code=code, count=number) for code, number in found.refusals],
            orders_placed=found.orders_placed,
            complete=found.complete,
        )
