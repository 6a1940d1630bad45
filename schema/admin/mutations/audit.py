"""The mutation that starts a walk over the audit log."""

import strawberry

from auth.privileges import Privilege
from resolvers.audit.walks import walking
from schema.admin.audit import AuditWalk
from schema.guards import for_user
from schema.operation import Info


@strawberry.type
class AuditMutations:
    @strawberry.mutation(
        description="Starts a walk over the whole audit log, or answers the one that runs. A "
        "process of the server begins within seconds; `auditWalk` tells how far it is.",
        extensions=for_user(Privilege.IMITATION_READ),
    )
    async def start_audit_walk(self, info: Info) -> AuditWalk:
        return AuditWalk.of(await walking.start_walk(info.context.request.application))
