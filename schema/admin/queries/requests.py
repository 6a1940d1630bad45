"""The query about requests for approvals of imitations."""

import strawberry

from auth.errors import Invalid
from resolvers.admin.requests import listing
from schema.admin.imitations.imitation_request import ImitationRequest, Waiting
from schema.guards import for_person
from schema.operation import Info
from schema.paging import After, Connection, First, connection


@strawberry.type
class RequestQueries:
    @strawberry.field(
        description="The requests for another user's approval, newest first: everybody's with the "
        "privilege `imitation:approve`, without it one's own.",
        extensions=for_person(errors=[Invalid]),
    )
    async def imitation_requests(
        self, info: Info, is_open: Waiting = None, first: First = 25, after: After = None
    ) -> Connection[ImitationRequest]:
        page = await listing.find(info.context.request, is_open=is_open, first=first, after=after)
        return connection(page, ImitationRequest.of)
