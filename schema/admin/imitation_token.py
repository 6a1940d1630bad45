"""The one-time token of an imitation."""

from datetime import datetime

import strawberry

from resolvers.admin.imitation_token import GeneratedToken


@strawberry.type(
    description="A one-time token with which a client logs in as the customer. The token is in "
    "this answer only: the database has its hash."
)
class ImitateCustomerToken:
    token: str = strawberry.field(
        description="The secret that `imitateCustomerLogin` redeems once. It must not be part of a "
        "URL, because URLs are logged."
    )
    expires_at: datetime = strawberry.field(
        description="The time until which the token can be redeemed."
    )
    customer_id: strawberry.ID = strawberry.field(
        description="The id of the customer that the token is for."
    )
    user_id: strawberry.ID = strawberry.field(
        description="The id of the user who generated the token."
    )
    sales_channel_id: strawberry.ID = strawberry.field(
        description="The id of the sales channel in which the token can be redeemed."
    )
    login_urls: list[str] = strawberry.field(
        description="The addresses to which a form with `token`, `customerId` and `userId` is "
        "POSTed, one for each domain of the channel. Empty for a headless channel, whose client "
        "calls `imitateCustomerLogin` itself."
    )

    @classmethod
    def of(cls, generated: GeneratedToken) -> "ImitateCustomerToken":
        return cls(
            token=generated.token,
            expires_at=generated.expires_at,
            customer_id=strawberry.ID(generated.customer_id),
            user_id=strawberry.ID(generated.user_id),
            sales_channel_id=strawberry.ID(generated.sales_channel_id),
            login_urls=list(generated.login_urls),
        )
