"""The root type Mutation: the mutations of storefronts, then those of the admin."""

import strawberry

from schema.admin.mutations.audit import AuditMutations
from schema.admin.mutations.customer import CustomerMutations
from schema.admin.mutations.factors import FactorMutations
from schema.admin.mutations.imitation import ImitationMutations
from schema.admin.mutations.integration import IntegrationMutations
from schema.admin.mutations.request import RequestMutations
from schema.admin.mutations.role import RoleMutations
from schema.admin.mutations.sales_channel import SalesChannelMutations
from schema.admin.mutations.session import UserSessionMutations
from schema.admin.mutations.user import UserMutations
from schema.admin.mutations.webhook import WebhookMutations
from schema.store.mutations.account import AccountMutations
from schema.store.mutations.cart import CartMutations
from schema.store.mutations.session import SessionMutations


@strawberry.type(
    description="The mutations. Each takes effect completely or not at all. `Query` describes the "
    "headers to send and the errors that every field can answer.\n\n"
    "An imitation takes four steps. 1. `userLogin` signs a user of the admin in. 2. `customers` "
    "with `imitation { allowed reasons targets }` shows which customers the user may imitate, and "
    "where. 3. `generateImitateCustomerToken` answers a one-time token: the imitation is PENDING. "
    "4. `imitateCustomerLogin`, sent with the access key of the sales channel, redeems the token "
    "and answers a context token: the imitation is ACTIVE. Every request with this context token "
    "acts as the customer, and `context` names the imitating user. `customerLogout` in the "
    "session, or `endImitation` in the admin, ends it: the imitation is ENDED."
)
class Mutation(
    SessionMutations,
    CartMutations,
    AccountMutations,
    UserSessionMutations,
    FactorMutations,
    ImitationMutations,
    RequestMutations,
    AuditMutations,
    CustomerMutations,
    SalesChannelMutations,
    UserMutations,
    RoleMutations,
    WebhookMutations,
    IntegrationMutations,
):
    pass
