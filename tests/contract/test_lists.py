"""Every list of the schema is paged, or is bounded where its entries are made."""

from collections.abc import Iterator
from typing import NamedTuple

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLObjectType,
    get_nullable_type,
)

from auth import bounds
from auth.money.cart import MOST_MERGED_LINES
from auth.privileges import Privilege
from auth.sign_in.factors import passkeys, recovery_codes
from auth.vocabulary import ImitationEndReason, ImitationRefusal, WebhookEvent
from db.statements.imitation.imitation_events import MOST_OPERATIONS
from resolvers.admin.users import sessions
from server.settings.checks import Check
from server.settings.secret_files import SECRETS
from server.settings.sign_in import provider_settings
from tests.contract.walk import ROOTS, SCHEMA

ROWS = {"edges", "nodes"}  # of a connection, whose field has `first`


class Bound(NamedTuple):
    """The most entries of a list, and the reason why it has no more."""

    most: int
    reason: str


CART = Bound(MOST_MERGED_LINES, "a line is refused, or stays behind at a login")
PRIVILEGES = Bound(len(Privilege), "a role grants only privileges that exist, each once")
OPERATIONS = Bound(MOST_OPERATIONS, "equal ones are counted once, and the statement has a limit")
RECOVERY_CODES = Bound(recovery_codes.NUMBER, "so many are made at once")
BOUNDS = {
    "salesChannels": Bound(bounds.SALES_CHANNELS, "an import of more is refused"),
    "SalesChannel.domains": Bound(bounds.DOMAINS, "a longer list is refused, and an import"),
    "ImitateCustomerToken.loginUrls": Bound(bounds.DOMAINS, "one for each domain of a channel"),
    "ReasonRules.categories": Bound(bounds.REASON_CATEGORIES, "a longer setting is refused"),
    "roles": Bound(bounds.ROLES, "a new one is refused"),
    "signInProviders": Bound(provider_settings.MOST, "a longer setting is refused"),
    "userSessions": Bound(sessions.MOST, "the statement has a limit"),
    "newBrowserSignIns": Bound(sessions.MOST_TOLD, "the statement has a limit"),
    "confirmTotp": RECOVERY_CODES,
    "makeRecoveryCodes": RECOVERY_CODES,
    "finishPasskeyRegistration": RECOVERY_CODES,
    "Factors.passkeys": Bound(passkeys.MOST, "an eleventh is refused"),
    "integrations": Bound(bounds.INTEGRATIONS, "a new one is refused"),
    "upsertCustomers": Bound(bounds.CUSTOMER_ROWS, "a call with more rows is refused"),
    "Integration.roles": Bound(bounds.ROLES, "each role once"),
    "User.roles": Bound(bounds.ROLES, "each role once"),
    "User.privileges": PRIVILEGES,
    "Role.privileges": PRIVILEGES,
    "privileges": PRIVILEGES,
    "ImitationEligibility.reasons": Bound(len(ImitationRefusal), "each reason once"),
    "ImitationEligibility.needs": Bound(len(ImitationRefusal), "each need once"),
    "ImitationEligibility.vetoes": Bound(bounds.PLUGINS, "one of each; more are refused"),
    "AccountAccess.actions": OPERATIONS,
    "AccountAccess.actionCounts": OPERATIONS,
    "Cart.lineItems": CART,
    "serverFindings": Bound(len(Check) + len(SECRETS), "one of each check and secret file"),
    "webhooks": Bound(bounds.WEBHOOKS, "a new one is refused"),
    "Webhook.events": Bound(len(WebhookEvent), "each kind once"),
    "ImitationStatistics.perDay": Bound(368, "a longer time is refused"),
    "ImitationStatistics.perUser": Bound(bounds.COUNTED_USERS, "those with the most imitations"),
    "ImitationStatistics.byEndReason": Bound(len(ImitationEndReason), "each cause once"),
    "ImitationStatistics.refusals": Bound(bounds.COUNTED_REASONS, "the most frequent ones"),
    "Order.lineItems": Bound(MOST_MERGED_LINES, "those of the cart"),
}


def fields() -> Iterator[tuple[str, GraphQLField]]:
    """Every field of every type, as `Type.field`; root fields by their name alone."""
    for name, kind in SCHEMA.type_map.items():
        if name.startswith("__") or not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            continue
        for key, field in kind.fields.items():
            yield key if name in ROOTS else f"{name}.{key}", field


def is_row_of_connection(name: str) -> bool:
    owner, _, key = name.partition(".")
    return owner.endswith("Connection") and key in ROWS


def test_each_list_is_paged_or_has_a_named_bound() -> None:
    lists = {
        name: field
        for name, field in fields()
        if isinstance(get_nullable_type(field.type), GraphQLList) and not is_row_of_connection(name)
    }

    assert {name for name, field in lists.items() if "first" not in field.args} == set(BOUNDS)
    assert {name for name, field in lists.items() if "first" in field.args} == {
        "Imitation.events",
        "ImitationEligibility.targets",
        "imitatingUsers",
    }


def test_each_connection_is_paged() -> None:
    connections = {
        name: field
        for name, field in fields()
        if getattr(get_nullable_type(field.type), "name", "").endswith("Connection")
    }

    assert len(connections) >= 7
    assert [name for name, field in connections.items() if "first" not in field.args] == []


def test_no_bound_is_above_a_thousand() -> None:
    assert {name for name, bound in BOUNDS.items() if not 1 <= bound.most <= 1000} == set()
    assert all(bound.reason for bound in BOUNDS.values())
