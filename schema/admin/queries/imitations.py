"""The queries about imitations and their audit log."""

from datetime import datetime
from typing import Annotated

import strawberry

from auth.errors import Invalid
from auth.privileges import Privilege
from resolvers.admin import imitations
from resolvers.admin.imitations import ImitationFilter
from resolvers.audit import verification
from resolvers.audit.walks import walking
from schema.admin.audit import AuditVerification, AuditWalk
from schema.admin.imitation import Imitation, ImitationId
from schema.guards import for_user
from schema.operation import Info
from schema.paging import After, Connection, First, connection


@strawberry.type
class ImitationQueries:
    @strawberry.field(
        description="The records of imitations, newest first: PENDING, ACTIVE and ENDED ones.",
        extensions=for_user(Privilege.IMITATION_READ, errors=[Invalid]),
    )
    async def imitations(
        self,
        info: Info,
        active: Annotated[
            bool | None,
            strawberry.argument(
                description="True: only ACTIVE imitations. False: only PENDING and ENDED ones. "
                "Null: all."
            ),
        ] = None,
        customer_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Only imitations of this customer."),
        ] = None,
        user_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only imitations by this user.")
        ] = None,
        since: Annotated[
            datetime | None,
            strawberry.argument(
                description="Only imitations whose token was generated at this time or later."
            ),
        ] = None,
        until: Annotated[
            datetime | None,
            strawberry.argument(
                description="Only imitations whose token was generated before this time."
            ),
        ] = None,
        first: First = 25,
        after: After = None,
    ) -> Connection[Imitation]:
        where = ImitationFilter(active, customer_id, user_id, since, until)
        page = await imitations.find(info.context.request, where, first=first, after=after)
        return connection(page, Imitation.of)

    @strawberry.field(
        description="One imitation. Null if no imitation has this id.",
        extensions=for_user(Privilege.IMITATION_READ, errors=[Invalid]),
    )
    async def imitation(self, info: Info, id: ImitationId) -> Imitation | None:
        row = await imitations.get(info.context.request, id)
        return Imitation.of(row) if row else None

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
