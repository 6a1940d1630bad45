"""The context of a storefront's request: its session, with customer, cart and imitation."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

import strawberry

from resolvers.request.store_context import LiveImitation, StoreContext
from resolvers.store.upgrading.upgrade import may_upgrade
from schema.enums import ConsentRequired, ImitationAccess, SalesChannelType
from schema.operation import Info
from schema.shared.imitating_user import ImitatingUser
from schema.shared.reason_rules import ReasonRules
from schema.shared.sales_channel import SalesChannel
from schema.store.cart import Cart

_TYPES: Final[Mapping[str, SalesChannelType]] = {each.value: each for each in SalesChannelType}

if TYPE_CHECKING:
    from db.statements.shop.stored_context import StoredCustomer


@strawberry.type(description="The customer who is logged in to a session.")
class ContextCustomer:
    id: strawberry.ID = strawberry.field(
        description="The id of the customer: 32 lower-case hex characters."
    )
    customer_number: str = strawberry.field(
        description="The customer's number, unique among the customers."
    )
    email: str = strawberry.field(description="The e-mail address with which the customer logs in.")
    first_name: str = strawberry.field(description="The customer's first name.")
    last_name: str = strawberry.field(description="The customer's last name.")
    imitation_consent: bool = strawberry.field(
        description="True if the customer agrees that users imitate them. False if they were not "
        "asked, or withdrew it. `setImitationConsent` changes it."
    )
    imitation_consent_withdrawn_at: datetime | None = strawberry.field(
        description="The time at which the customer withdrew their consent. Null if they gave it, "
        "or were not asked."
    )

    @strawberry.field(description="Whose consent this server requires: what it means for them.")
    def imitation_consent_required(self, info: Info) -> ConsentRequired:
        return info.context.request.rules.consent_required

    @classmethod
    def of(cls, customer: "StoredCustomer") -> "ContextCustomer":
        return cls(
            id=strawberry.ID(customer.id),
            customer_number=customer.customer_number,
            email=customer.email,
            first_name=customer.first_name,
            last_name=customer.last_name,
            imitation_consent=customer.imitation_consent,
            imitation_consent_withdrawn_at=customer.imitation_consent_withdrawn_at,
        )


@strawberry.type(description="The imitation to which a session belongs.")
class ContextImitation:
    id: strawberry.ID = strawberry.field(
        description="The id of the imitation: 32 lower-case hex characters."
    )
    access: ImitationAccess = strawberry.field(description="What the user may do.")
    full_since: datetime | None = strawberry.field(
        description="The time at which `upgradeImitation` changed the access from READ_ONLY to "
        "FULL. Null if it did not."
    )
    started_at: datetime = strawberry.field(description="The time at which the token was redeemed.")
    expires_at: datetime = strawberry.field(
        description="The time at which the imitation ends at the latest. Nothing extends it."
    )
    idle_expires_at: datetime = strawberry.field(
        description="The time at which the imitation ends if nothing more is done, never after "
        "`expiresAt`. It is exact to one minute, because activity is recorded at most once a "
        "minute. To read `context` is no activity."
    )

    @strawberry.field(
        description="True if the access is READ_ONLY and the user may ask for FULL with "
        "`upgradeImitation`."
    )
    async def may_upgrade(self, info: Info) -> bool:
        return await may_upgrade(info.context.request)

    @strawberry.field(description="What the server requires of the reason for `upgradeImitation`.")
    def reason_rules(self, info: Info) -> ReasonRules:
        return ReasonRules.of(info.context.request.rules)

    @classmethod
    def of(cls, imitation: LiveImitation) -> "ContextImitation":
        return cls(
            id=strawberry.ID(imitation.id),
            access=imitation.access,
            full_since=imitation.full_since,
            started_at=imitation.started_at,
            expires_at=imitation.expires_at,
            idle_expires_at=imitation.idle_expires_at,
        )


@strawberry.type(
    description="The session of a shop's visitor. A guest's session has no customer; a "
    "customer's has one after `customerLogin`; in an imitated session a user of the admin acts as "
    "the customer, after `imitateCustomerLogin`. All of it is read from the stored session: "
    "nothing that a client sends can set or hide the imitating user. "
    "Shopware: SalesChannelContext."
)
class Context:
    token: str = strawberry.field(
        description="The context token: the secret that names this session. Send it with the next "
        "request in the header `sw-context-token`. An unknown, expired or ended token answers a "
        "new one, for an anonymous session."
    )
    sales_channel: SalesChannel = strawberry.field(
        description="The sales channel that the access key names."
    )
    currency: str = strawberry.field(
        description="The currency of the prices, as an ISO 4217 code. `updateContext` changes it."
    )
    language: str = strawberry.field(
        description="The language, as a BCP 47 code such as `de-DE`. `updateContext` changes it."
    )
    customer: ContextCustomer | None = strawberry.field(
        description="The customer who is logged in or imitated. Null for a guest."
    )
    imitated: bool = strawberry.field(
        description="True if a user acts as the customer in this session."
    )
    imitating_user_id: strawberry.ID | None = strawberry.field(
        description="The id of the imitating user. Null unless `imitated` is true."
    )
    imitating_user: ImitatingUser | None = strawberry.field(
        description="The imitating user. Null unless `imitated` is true."
    )
    imitation: ContextImitation | None = strawberry.field(
        description="The imitation, with its access and its end. Null unless `imitated` is true."
    )
    cart: Cart = strawberry.field(
        description="The customer's cart in this sales channel; for a guest, the cart of this "
        "session. An imitating user sees and fills the customer's cart."
    )

    @classmethod
    def of(cls, store: StoreContext, info: Info) -> "Context":
        channel, imitation = store.sales_channel, store.imitation
        return cls(
            token=store.token,
            sales_channel=SalesChannel(
                id=strawberry.ID(channel.id),
                name=channel.name,
                type=_TYPES[channel.type],
                active=channel.active,
                key=info.context.request.facts.access_key,
            ),
            currency=store.currency,
            language=store.language,
            customer=ContextCustomer.of(store.customer) if store.customer else None,
            imitated=imitation is not None,
            imitating_user_id=strawberry.ID(imitation.user.id) if imitation else None,
            imitating_user=ImitatingUser.stored(imitation.user) if imitation else None,
            imitation=ContextImitation.of(imitation) if imitation else None,
            cart=Cart.of(store),
        )


@strawberry.type(description="The session after a change of session, with the token to send.")
class ContextToken:
    token: str = strawberry.field(
        description="The context token to send from now on, in the header `sw-context-token`. "
        "The response has it in a header of that name, too."
    )
    context: Context = strawberry.field(description="The session after the change.")

    @classmethod
    def of(cls, store: StoreContext, info: Info) -> "ContextToken":
        return cls(token=store.token, context=Context.of(store, info))
