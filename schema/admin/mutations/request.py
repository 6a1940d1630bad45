"""The mutations that ask for, give and refuse approvals of imitations."""

from typing import Annotated

import strawberry

from auth.errors import (
    Changed,
    DoesNotExist,
    ImitationRefused,
    Invalid,
    NotFound,
    RateLimited,
)
from auth.privileges import Privilege
from resolvers.admin.requests import asking, deciding
from resolvers.imitation.token_request import TokenRequest
from schema.admin.customers.customer import CustomerId
from schema.admin.imitations.imitation_request import ImitationRequest, RequestId
from schema.enums import ImitationAccess
from schema.guards import for_person
from schema.operation import Info
from schema.shared.sales_channel import ChannelId


@strawberry.type
class RequestMutations:
    @strawberry.mutation(
        description="Asks for another user's approval of an imitation, where "
        "`ImitationEligibility.needs` has APPROVAL_NEEDED. An approval is used within 15 minutes "
        "of the request, unless the server is configured otherwise. A user has at most 20 requests "
        "that wait.",
        extensions=for_person(
            Privilege.IMITATE_CUSTOMER,
            errors=[DoesNotExist, ImitationRefused, Invalid, RateLimited],
        ),
    )
    async def request_imitation(
        self,
        info: Info,
        customer_id: CustomerId,
        sales_channel_id: ChannelId,
        reason: Annotated[
            str,
            strawberry.argument(
                description="The reason for the imitation, which the approver and the customer can "
                "read: one line of 10 to 500 characters, or as `reasonRules` says."
            ),
        ],
        reason_category: Annotated[
            str | None,
            strawberry.argument(
                description="One of `reasonRules.categories`. Null is refused if there are some "
                "and the server requires a reason."
            ),
        ] = None,
        access: Annotated[
            ImitationAccess,
            strawberry.argument(
                description="What the user wants to do. READ_ONLY is refused where looking needs "
                "no approval."
            ),
        ] = ImitationAccess.FULL,
    ) -> ImitationRequest:
        wanted = TokenRequest(customer_id, sales_channel_id, reason, reason_category, access)
        return ImitationRequest.of(await asking.ask(info.context.request, wanted))

    @strawberry.mutation(
        description="Approves a request that waits, if the imitation is allowed now: its user can "
        "generate a token with it. Users approve no request of their own, nor one of the user "
        "who made their account, set its password or gave them the privilege.",
        extensions=for_person(
            Privilege.IMITATION_APPROVE, errors=[Changed, ImitationRefused, Invalid, NotFound]
        ),
    )
    async def approve_imitation(self, info: Info, request_id: RequestId) -> ImitationRequest:
        return ImitationRequest.of(await deciding.approve(info.context.request, request_id))

    @strawberry.mutation(
        description="Refuses a request that waits. Users refuse no request that they may not "
        "approve.",
        extensions=for_person(Privilege.IMITATION_APPROVE, errors=[Changed, Invalid, NotFound]),
    )
    async def refuse_imitation(
        self,
        info: Info,
        request_id: RequestId,
        reason: Annotated[
            str,
            strawberry.argument(
                description="Why, for the user who asked: one line of 1 to 500 characters."
            ),
        ],
    ) -> ImitationRequest:
        return ImitationRequest.of(await deciding.refuse(info.context.request, request_id, reason))
