"""The context of a storefront's request."""

from datetime import datetime

import strawberry

from resolvers.request.store_context import LiveImitation, LoggedIn, StoreContext
from schema.enums import ImitationAccess, SalesChannelType
from schema.shared.imitating_user import ImitatingUser
from schema.shared.sales_channel import SalesChannel
from schema.store.cart import Cart


@strawberry.type(description="The logged-in customer of a context.")
class ContextCustomer:
    """Who is logged in."""

    id: strawberry.ID = strawberry.field(description="32 lower-case hex characters.")
    customer_number: str = strawberry.field(description="Unique among the customers.")
    email: str = strawberry.field(description="What the customer logs in with.")
    first_name: str = strawberry.field(description="The customer's first name.")
    last_name: str = strawberry.field(description="The customer's last name.")
    imitation_consent: bool = strawberry.field(
        description="Whether the customer agrees to be imitated."
    )

    @classmethod
    def of(cls, customer: LoggedIn) -> "ContextCustomer":
        """As clients see him."""
        return cls(
            id=strawberry.ID(customer.id),
            customer_number=customer.customer_number,
            email=customer.email,
            first_name=customer.first_name,
            last_name=customer.last_name,
            imitation_consent=customer.imitation_consent,
        )


@strawberry.type(description="The imitation behind a context.")
class ContextImitation:
    """How somebody imitates."""

    id: strawberry.ID = strawberry.field(description="32 lower-case hex characters.")
    access: ImitationAccess = strawberry.field(description="What the imitator may do.")
    started_at: datetime = strawberry.field(description="When the token was redeemed.")
    expires_at: datetime = strawberry.field(description="When it is over at the latest.")
    idle_expires_at: datetime = strawberry.field(
        description="When it is over if nothing is done; looking at `context` alone is nothing. "
        "Exact to a minute, never after `expiresAt`."
    )

    @classmethod
    def of(cls, imitation: LiveImitation) -> "ContextImitation":
        """As clients see it."""
        return cls(
            id=strawberry.ID(imitation.id),
            access=imitation.access,
            started_at=imitation.started_at,
            expires_at=imitation.expires_at,
            idle_expires_at=imitation.idle_expires_at,
        )


@strawberry.type(
    description="The session of a request. Who imitates is read from the stored session; nothing "
    "that a client sends can set or hide it. Shopware: SalesChannelContext."
)
class Context:
    """The session."""

    token: str = strawberry.field(
        description="The context token to send from now on, in the header sw-context-token. "
        "Unknown, expired and ended tokens are answered with a new one."
    )
    sales_channel: SalesChannel = strawberry.field(description="The channel of the access key.")
    currency: str = strawberry.field(description="An ISO 4217 code.")
    language: str = strawberry.field(description="A BCP 47 code such as `de-DE`.")
    customer: ContextCustomer | None = strawberry.field(description="Null while anonymous.")
    imitated: bool = strawberry.field(
        description="True where a user stands behind this customer session."
    )
    imitating_user_id: strawberry.ID | None = strawberry.field(description="Null unless imitated.")
    imitating_user: ImitatingUser | None = strawberry.field(description="Null unless imitated.")
    imitation: ContextImitation | None = strawberry.field(description="Null unless imitated.")
    cart: Cart = strawberry.field(
        description="The customer's cart in this channel, whoever acts; a guest's own otherwise."
    )

    @classmethod
    def of(cls, store: StoreContext, access_key: str | None) -> "Context":
        """As clients see it."""
        channel, imitation = store.sales_channel, store.imitation
        return cls(
            token=store.token,
            sales_channel=SalesChannel(
                id=strawberry.ID(channel.id),
                name=channel.name,
                type=SalesChannelType(channel.type),
                active=channel.active,
                key=access_key,
            ),
            currency=store.currency,
            language=store.language,
            customer=ContextCustomer.of(store.customer) if store.customer else None,
            imitated=imitation is not None,
            imitating_user_id=strawberry.ID(imitation.user.id) if imitation else None,
            imitating_user=ImitatingUser.behind(imitation) if imitation else None,
            imitation=ContextImitation.of(imitation) if imitation else None,
            cart=Cart.of(store),
        )


@strawberry.type(description="What the mutations answer that change who the client is.")
class ContextToken:
    """A session after a change."""

    token: str = strawberry.field(
        description="The context token to use from now on, also in the header sw-context-token. "
        "The one it replaces is dead."
    )
    context: Context = strawberry.field(description="The session as it is now.")

    @classmethod
    def of(cls, store: StoreContext, access_key: str | None) -> "ContextToken":
        """After a change."""
        return cls(token=store.token, context=Context.of(store, access_key))
