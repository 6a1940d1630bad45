"""The mutations that start and end imitations in the admin."""

from typing import Annotated

import strawberry

from auth.errors import (
    DoesNotExist,
    ImitationRefused,
    Invalid,
    MissingPrivilege,
    NotFound,
    RateLimited,
    StepUpRequired,
    SupportCodeInvalid,
)
from auth.privileges import Privilege
from resolvers.admin import imitation_token
from resolvers.admin.imitations import ending
from resolvers.imitation.token_request import TokenRequest
from schema.admin.customers.customer import CustomerId
from schema.admin.imitation import Imitation, ImitationId
from schema.admin.imitation_token import ImitateCustomerToken
from schema.enums import ImitationAccess
from schema.guards import for_person, for_user
from schema.operation import Info
from schema.shared.sales_channel import ChannelId


@strawberry.type
class ImitationMutations:
    @strawberry.mutation(
        description="Generates a one-time token with which a client logs in as the customer: the "
        "imitation is PENDING. The token is valid for this user, this customer and this sales "
        "channel, for 60 seconds unless the server is configured otherwise, and not after the user "
        "has logged out. Redeem it with `imitateCustomerLogin`, or POST it to one of "
        "`loginUrls`. No other privilege implies the one that is needed here. "
        "Shopware: POST /api/_proxy/generate-imitate-customer-token.",
        extensions=for_person(
            Privilege.IMITATE_CUSTOMER,
            errors=[
                DoesNotExist,
                ImitationRefused,
                Invalid,
                RateLimited,
                StepUpRequired,
                SupportCodeInvalid,
            ],
        ),
    )
    async def generate_imitate_customer_token(
        self,
        info: Info,
        customer_id: CustomerId,
        sales_channel_id: ChannelId,
        reason: Annotated[
            str | None,
            strawberry.argument(
                description="The reason for the imitation, which the customer can read: one line "
                "of 10 to 500 characters, or as `reasonRules` says. Null is refused if the server "
                "requires a reason."
            ),
        ] = None,
        access: Annotated[
            ImitationAccess, strawberry.argument(description="What the user may do.")
        ] = ImitationAccess.FULL,
        reason_category: Annotated[
            str | None,
            strawberry.argument(
                description="One of `reasonRules.categories`, which the customer can read, too. "
                "Null is refused if there are some and the server requires a reason."
            ),
        ] = None,
        support_code: Annotated[
            str | None,
            strawberry.argument(
                description="The six digits that the customer made in this sales channel by "
                "`createSupportCode` and told the user; blanks do not count. It is used up. Null "
                "is refused if `ImitationEligibility.needs` lists SUPPORT_CODE_NEEDED and there is "
                "no approved request. A user has 20 wrong guesses an hour."
            ),
        ] = None,
        request_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(
                description="The id of an approved request, which is used up. Access, reason and "
                "category are the request's; another reason or category is refused, and so is a "
                "support code, which it replaces."
            ),
        ] = None,
    ) -> ImitateCustomerToken:
        request = TokenRequest(
            customer_id,
            sales_channel_id,
            reason,
            reason_category,
            access,
            support_code,
            request_id,
        )
        generated = await imitation_token.generate(info.context.request, request)
        return ImitateCustomerToken.of(generated)

    @strawberry.mutation(
        description="Ends an imitation. A token that was not redeemed becomes invalid; a session "
        "is anonymous from its next request on. Users may end their own imitations; to end others "
        "they need the privilege `imitation:end`. An imitation that has ended stays as it is.",
        extensions=for_user(errors=[Invalid, MissingPrivilege, NotFound]),
    )
    async def end_imitation(self, info: Info, id: ImitationId) -> Imitation:
        return Imitation.of(await ending.end(info.context.request, id))
