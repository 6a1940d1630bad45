"""Changes that end an imitation of bob by alice, each with the recorded reason."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from tests.support.clients import Client
from tests.support.shop import PASSWORD, Shop

NEW_PASSWORD: Final = "another password"
Variables = Callable[[Shop], dict[str, Any]]


@dataclass(frozen=True)
class Switch:
    """An operation, the person who runs it, and the recorded end reason."""

    reason: str
    by: str  # admin, alice or bob
    operation: str
    variables: Variables = lambda _shop: {}

    async def turn(self, shop: Shop, bob: Client) -> None:
        """Do it; `bob` is a client that bob has logged in to by password."""
        by = bob if self.by == "bob" else await shop.agent(self.by)
        answer = await by.run(self.operation, **self.variables(shop))
        assert not answer.errors, answer.errors


def user(**changed: Any) -> Variables:
    return lambda shop: {"id": shop.user("alice"), "input": changed}


def customer(**changed: Any) -> Variables:
    return lambda shop: {"id": shop.customer("bob"), "input": changed}


SWITCHES: Final = {
    "user deactivated": Switch(
        "USER_DEACTIVATED", "admin", "admin/update-user", user(active=False)
    ),
    "user deleted": Switch(
        "USER_DEACTIVATED", "admin", "admin/delete-user", lambda shop: {"id": shop.user("alice")}
    ),
    "user gets another password": Switch(
        "PASSWORD_CHANGED", "admin", "admin/update-user", user(password=NEW_PASSWORD)
    ),
    "user loses the role": Switch("PRIVILEGE_LOST", "admin", "admin/update-user", user(roleIds=[])),
    "role loses the privilege": Switch(
        "PRIVILEGE_LOST",
        "admin",
        "admin/update-role",
        lambda shop: {"id": shop.role("Support"), "input": {"privileges": ["customer:read"]}},
    ),
    "role deleted": Switch(
        "PRIVILEGE_LOST", "admin", "admin/delete-role", lambda shop: {"id": shop.role("Support")}
    ),
    "customer deactivated": Switch(
        "CUSTOMER_DEACTIVATED", "admin", "admin/update-customer", customer(active=False)
    ),
    "customer deleted": Switch(
        "CUSTOMER_DEACTIVATED",
        "admin",
        "admin/delete-customer",
        lambda shop: {"id": shop.customer("bob")},
    ),
    "customer bound elsewhere": Switch(
        "CUSTOMER_DEACTIVATED",
        "admin",
        "admin/update-customer",
        lambda shop: {
            "id": shop.customer("bob"),
            "input": {"boundSalesChannelId": shop.channel("Outlet")},
        },
    ),
    "customer changes the password": Switch(
        "PASSWORD_CHANGED",
        "bob",
        "storefront/change-password",
        lambda _shop: {"currentPassword": PASSWORD, "newPassword": NEW_PASSWORD},
    ),
    "customer withdraws the consent": Switch(
        "CONSENT_WITHDRAWN",
        "bob",
        "storefront/set-imitation-consent",
        lambda _shop: {"granted": False},
    ),
    "user notes that the consent is gone": Switch(
        "CONSENT_WITHDRAWN",
        "admin",
        "admin/update-customer",
        customer(imitationConsent=False),
    ),
    "channel closed": Switch(
        "CHANNEL_DEACTIVATED",
        "admin",
        "admin/update-sales-channel",
        lambda shop: {"id": shop.channel("Storefront"), "input": {"active": False}},
    ),
}

OUTLET: Final = "SELECT id FROM sales_channels WHERE name = 'Outlet'"

# The same facts, changed in the database: only the check of the next request can find them.
BEHIND: Final = {
    "user deactivated": ("UPDATE users SET active = false", "USER_DEACTIVATED"),
    "user deleted": ("DELETE FROM users WHERE username = 'alice'", "USER_DEACTIVATED"),
    "user loses the role": ("DELETE FROM user_roles", "PRIVILEGE_LOST"),
    "role loses the privilege": (
        "DELETE FROM role_privileges WHERE privilege = 'api_proxy_imitate-customer'",
        "PRIVILEGE_LOST",
    ),
    "customer deactivated": ("UPDATE customers SET active = false", "CUSTOMER_DEACTIVATED"),
    "customer bound elsewhere": (
        f"UPDATE customers SET bound_sales_channel_id = ({OUTLET})",
        "CUSTOMER_DEACTIVATED",
    ),
    "consent withdrawn": ("UPDATE customers SET imitation_consent = false", "CONSENT_WITHDRAWN"),
}
