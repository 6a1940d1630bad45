"""The root type Query: the queries of storefronts, then those of the admin."""

import strawberry

from schema.admin.queries.findings import FindingQueries
from schema.admin.queries.imitations import ImitationQueries
from schema.admin.queries.integrations import IntegrationQueries
from schema.admin.queries.requests import RequestQueries
from schema.admin.queries.session import UserSessionQueries
from schema.admin.queries.shop import ShopQueries
from schema.admin.queries.users import UserQueries
from schema.admin.queries.webhooks import WebhookQueries
from schema.store.queries import StoreQueries


@strawberry.type(
    description="The queries. Storefronts send the header `sw-access-key`, which names their sales "
    "channel, and `sw-context-token`, which names the session of their visitor. The admin sends "
    "`Authorization: Bearer` with the access token of `userLogin`, or its cookie. An integration "
    "sends the bearer token of `POST /oauth/token` there.\n\n"
    "A refusal is an error with a code in `extensions.code`. Each field lists its own codes. Every "
    "field can also answer `INTERNAL_SERVER_ERROR`, `UNAVAILABLE`, and `VIOLATION::INVALID` for an "
    "argument that does not fit its type; every request can answer the codes that begin with "
    "`GRAPHQL__`."
)
class Query(
    StoreQueries,
    UserSessionQueries,
    ShopQueries,
    ImitationQueries,
    RequestQueries,
    UserQueries,
    IntegrationQueries,
    WebhookQueries,
    FindingQueries,
):
    pass
