"""The queries about imitations and their audit log."""

from typing import Annotated, TypeAlias

import strawberry

from auth.errors import Invalid
from auth.privileges import Privilege
from resolvers.admin.imitations import listing, statistics, users
from resolvers.admin.imitations.listing import ImitationFilter
from resolvers.audit import verification
from resolvers.audit.walks import walking
from schema.admin.audit import AuditVerification, AuditWalk
from schema.admin.imitation import Imitation, ImitationId
from schema.admin.imitations.filters import (
    Active,
    ByUser,
    EndedBy,
    InCategory,
    InChannel,
    OfCustomer,
    OfOrder,
    OfStatus,
    OrderPlaced,
    Since,
    Until,
    WithAccess,
    WithReason,
)
from schema.admin.statistics import From, ImitationStatistics, TimeZone, UpTo
from schema.guards import for_user
from schema.operation import Info
from schema.paging import After, Connection, First, Search, connection
from schema.shared.imitating_user import ImitatingUser
from schema.shared.reason_rules import ReasonRules

FirstUsers: TypeAlias = Annotated[
    int, strawberry.argument(description="The most users that are answered, 1 to 100.")
]


@strawberry.type
class ImitationQueries:
    @strawberry.field(
        description="The records of imitations, newest first: PENDING, ACTIVE and ENDED ones.",
        extensions=for_user(Privilege.IMITATION_READ, errors=[Invalid]),
    )
    async def imitations(
        self,
        info: Info,
        active: Active = None,
        customer_id: OfCustomer = None,
        user_id: ByUser = None,
        since: Since = None,
        until: Until = None,
        status: OfStatus = None,
        sales_channel_id: InChannel = None,
        access: WithAccess = None,
        end_reason: EndedBy = None,
        reason: WithReason = None,
        reason_category: InCategory = None,
        order_placed: OrderPlaced = None,
        order_number: OfOrder = None,
        first: First = 25,
        after: After = None,
    ) -> Connection[Imitation]:
        where = ImitationFilter(
            active=active,
            status=status,
            customer_id=customer_id,
            user_id=user_id,
            sales_channel_id=sales_channel_id,
            access=access,
            end_reason=end_reason,
            reason=reason,
            reason_category=reason_category,
            order_placed=order_placed,
            order_number=order_number,
            since=since,
            until=until,
        )
        page = await listing.find(info.context.request, where, first=first, after=after)
        return connection(page, Imitation.of)

    @strawberry.field(
        description="What the server requires of a reason for an imitation.",
        extensions=for_user(),
    )
    async def reason_rules(self, info: Info) -> ReasonRules:
        return ReasonRules.of(info.context.request.rules)

    @strawberry.field(
        description="One imitation. Null if no imitation has this id.",
        extensions=for_user(Privilege.IMITATION_READ, errors=[Invalid]),
    )
    async def imitation(self, info: Info, id: ImitationId) -> Imitation | None:
        row = await listing.get(info.context.request, id)
        return Imitation.of(row) if row else None

    @strawberry.field(
        description="The users who imitated customers, by username, with the names of the newest "
        "record; also those who were deleted. At most `first`: a search finds the others.",
        extensions=for_user(Privilege.IMITATION_READ, errors=[Invalid]),
    )
    async def imitating_users(
        self, info: Info, search: Search = None, first: FirstUsers = 25
    ) -> list[ImitatingUser]:
        found = await users.find_imitating(info.context.request, search=search, first=first)
        return [ImitatingUser.of(row) for row in found]

    @strawberry.field(
        description="Counts of a time of at most 366 days, for an overview. They are made of the "
        "sealed events of the audit log by quarters of an hour (UTC), a few seconds after they "
        "happened; `since` and `until` are widened to whole ones.",
        extensions=for_user(Privilege.IMITATION_READ, errors=[Invalid]),
    )
    async def imitation_statistics(
        self, info: Info, since: From, until: UpTo, time_zone: TimeZone = "UTC"
    ) -> ImitationStatistics:
        found = await statistics.count(
            info.context.request, since=since, until=until, time_zone=time_zone
        )
        return ImitationStatistics.of(found)

    @strawberry.field(
        description="Verifies the audit log. Up to 10,000 events it reads all of them, above that "
        "what is new since the last walk over the whole audit log, which is made once a day.",
        extensions=for_user(Privilege.IMITATION_READ),
    )
    async def verify_audit_log(self, info: Info) -> AuditVerification:
        return AuditVerification.of(await verification.verify_new(info.context.request.application))

    @strawberry.field(
        description="The walk over the whole audit log that runs, or the one that ran last. Null "
        "if there was none.",
        extensions=for_user(Privilege.IMITATION_READ),
    )
    async def audit_walk(self, info: Info) -> AuditWalk | None:
        walk = await walking.find_current(info.context.request.application)
        return AuditWalk.of(walk) if walk else None
