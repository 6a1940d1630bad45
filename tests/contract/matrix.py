"""Every guarded field with the operation that asks for it and the answer to each kind of caller."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from auth.privileges import Privilege
from db.models.columns import new_id
from tests.sign_in.factors.app import set_up, started
from tests.sign_in.factors.device import Device, register
from tests.support.clients import Agent
from tests.support.hiring import person, role_with
from tests.support.shop import PASSWORD, Shop

CALLERS: Final = ("anonymous", "customer", "imitator", "user_without", "user_with")
OK: Final = None
UNAUTHENTICATED: Final = "UNAUTHENTICATED"
MISSING: Final = "FRAMEWORK__MISSING_PRIVILEGE_ERROR"
NOT_LOGGED_IN: Final = "CHECKOUT__CUSTOMER_NOT_LOGGED_IN"
FORBIDDEN: Final = "CHECKOUT__IMITATION_FORBIDDEN"
NOT_FOUND: Final = "CONTENT__ENTITY_NOT_FOUND"
NO_LINE: Final = "VIOLATION::ENTITY_DOES_NOT_EXISTS"

Codes = tuple[str | None, str | None, str | None, str | None, str | None]
ANYBODY: Final[Codes] = (OK, OK, OK, OK, OK)
CUSTOMER: Final[Codes] = (NOT_LOGGED_IN, OK, OK, NOT_LOGGED_IN, NOT_LOGGED_IN)
IMITATOR_ALONE: Final[Codes] = (NOT_LOGGED_IN, MISSING, OK, NOT_LOGGED_IN, NOT_LOGGED_IN)
CUSTOMER_ALONE: Final[Codes] = (NOT_LOGGED_IN, OK, FORBIDDEN, NOT_LOGGED_IN, NOT_LOGGED_IN)
BOBS_LINE: Final[Codes] = (NO_LINE, OK, OK, NO_LINE, NO_LINE)
USER: Final[Codes] = (UNAUTHENTICATED, UNAUTHENTICATED, UNAUTHENTICATED, OK, OK)
PRIVILEGED: Final[Codes] = (UNAUTHENTICATED, UNAUTHENTICATED, UNAUTHENTICATED, MISSING, OK)

# Of a factor that the admin has, and other users have not.
ADMIN_S_CODE: Final[Codes] = (*USER[:3], "VIOLATION::INVALID", "VIOLATION::INVALID")
ADMIN_S_FACTOR: Final[Codes] = (*USER[:3], NOT_FOUND, NOT_FOUND)

Variables = Callable[[Shop, Agent], Awaitable[dict[str, Any]]]


async def nothing(_shop: Shop, _admin: Agent) -> dict[str, Any]:
    return {}


def fixed(of: Callable[[Shop], dict[str, Any]]) -> Variables:
    async def variables(shop: Shop, _admin: Agent) -> dict[str, Any]:
        return of(shop)

    return variables


@dataclass(frozen=True)
class Row:
    """The error code for each caller, in their order; `besides` are privileges of fields above."""

    operation: str
    codes: Codes
    variables: Variables = nothing
    privilege: Privilege | None = None
    besides: tuple[Privilege, ...] = ()


def customer(shop: Shop) -> dict[str, Any]:
    return {"id": shop.customer("bob")}


async def imitation(shop: Shop, _admin: Agent) -> dict[str, Any]:
    alice = await shop.agent("alice")
    await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))
    listed = (await alice.run("admin/imitations", active=False)).data["nodes"]
    return {"id": listed[0]["id"]}


async def request(shop: Shop, _admin: Agent) -> dict[str, Any]:
    alice = await shop.agent("alice")
    wanted = {"customerId": shop.customer("bob"), "salesChannelId": shop.channel("Storefront")}
    made = await alice.run("admin/request-imitation", **wanted, reason="The cart looks empty")
    return {"requestId": made.data["id"]}


async def request_refused(shop: Shop, admin: Agent) -> dict[str, Any]:
    return {**await request(shop, admin), "reason": "Call first"}


def june(_shop: Shop) -> dict[str, Any]:
    return {"since": "2026-06-01T00:00:00Z", "until": "2026-06-02T00:00:00Z"}


async def token(shop: Shop, _admin: Agent) -> dict[str, Any]:
    alice = await shop.agent("alice")
    made = await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))
    return {"token": made["token"]}


async def newcomer_wanted(_shop: Shop, _admin: Agent) -> dict[str, Any]:
    return {"input": person(f"nora-{new_id()}")}


async def customer_wanted(_shop: Shop, _admin: Agent) -> dict[str, Any]:
    name = new_id()
    names = {"firstName": "Nora", "lastName": "New"}
    return {"input": {"customerNumber": name, "email": f"{name}@example.com", **names}}


async def rows_sent(shop: Shop, _admin: Agent) -> dict[str, Any]:
    return {"rows": [{**customer(shop), "company": "Building"}]}


async def role_wanted(_shop: Shop, _admin: Agent) -> dict[str, Any]:
    return {"input": {"name": f"Night {new_id()}", "privileges": []}}


async def channel_wanted(_shop: Shop, _admin: Agent) -> dict[str, Any]:
    return {"input": {"name": f"Shop {new_id()}", "type": "EXTERNAL"}}


async def newcomer(_shop: Shop, admin: Agent) -> dict[str, Any]:
    made = await admin.run("admin/create-user", input=person(f"otto-{new_id()}"))
    return {"id": made.data["id"]}


async def newcomer_off(shop: Shop, admin: Agent) -> dict[str, Any]:
    return {**await newcomer(shop, admin), "input": {"active": False}}


async def newcomer_s_sessions(shop: Shop, admin: Agent) -> dict[str, Any]:
    return {"userId": (await newcomer(shop, admin))["id"]}


async def newcomer_s_session(shop: Shop, admin: Agent) -> dict[str, Any]:
    user = await shop.agent(await newcomer_named(admin))
    (session,) = (await user.run("admin/user-sessions")).data
    return {"id": session["id"]}


async def newcomer_named(admin: Agent) -> str:
    made = await admin.run("admin/create-user", input=person(f"otto-{new_id()}"))
    return str(made.data["username"])


async def admin_s_code(shop: Shop, admin: Agent) -> dict[str, Any]:
    return {"code": (await started(shop, admin)).code()}


async def admin_s_factor(shop: Shop, admin: Agent) -> dict[str, Any]:
    await set_up(shop, admin)
    return {}


async def admin_s_passkey(_shop: Shop, admin: Agent) -> dict[str, Any]:
    for passkey in (await admin.run("admin/factors")).data["passkeys"]:
        await admin.run("admin/remove-passkey", id=passkey["id"])
    options = (await admin.run("admin/begin-passkey-registration")).data
    return {"credential": Device().create(options), "name": "Phone"}


async def admin_s_registered(_shop: Shop, admin: Agent) -> dict[str, Any]:
    await register(admin, Device())
    return {"id": (await admin.run("admin/factors")).data["passkeys"][-1]["id"]}


async def passkey_of_admin(shop: Shop, admin: Agent) -> dict[str, Any]:
    device = Device()
    await register(admin, device)
    options = (await shop.stranger().run("admin/begin-passkey-login")).data
    return {"credential": device.get(options)}


async def empty_role(_shop: Shop, admin: Agent) -> dict[str, Any]:
    return {"id": await role_with(admin, f"Empty {new_id()}")}


async def empty_role_renamed(shop: Shop, admin: Agent) -> dict[str, Any]:
    return {**await empty_role(shop, admin), "input": {"description": "Empty"}}


def webhook_wanted(_shop: Shop) -> dict[str, Any]:
    return {"input": {"url": "https://crm.example/hooks", "events": ["ORDER_PLACED"]}}


async def webhook(shop: Shop, admin: Agent) -> dict[str, Any]:
    made = await admin.run("admin/create-webhook", **webhook_wanted(shop))
    return {"id": made.data["webhook"]["id"]}


async def webhook_off(shop: Shop, admin: Agent) -> dict[str, Any]:
    return {**await webhook(shop, admin), "input": {"active": False}}


async def failed_delivery(shop: Shop, admin: Agent) -> dict[str, Any]:
    made = await admin.run("admin/test-webhook", **await webhook(shop, admin))
    await shop.change("UPDATE webhook_deliveries SET state = 'FAILED', next_attempt_at = NULL")
    return {"id": made.data["id"]}


async def filled_cart(shop: Shop, _admin: Agent) -> dict[str, Any]:
    bob = await shop.shopper("bob@example.com")
    cart = (await bob.run("storefront/add-cart-item", productId=shop.product(1))).data["cart"]
    return {"id": cart["lineItems"][-1]["id"]}


async def quantity(shop: Shop, admin: Agent) -> dict[str, Any]:
    return {**await filled_cart(shop, admin), "quantity": 3}


def passwords(_shop: Shop) -> dict[str, Any]:
    return {"currentPassword": PASSWORD, "newPassword": "another-secret"}


async def integration_wanted(_shop: Shop, _admin: Agent) -> dict[str, Any]:
    return {"input": {"label": "Warehouse"}}


async def integration(_shop: Shop, admin: Agent) -> dict[str, Any]:
    made = await admin.run("admin/create-integration", input={"label": "Warehouse"})
    return {"id": made.data["integration"]["id"]}


async def integration_off(shop: Shop, admin: Agent) -> dict[str, Any]:
    return {**await integration(shop, admin), "input": {"active": False}}


P = Privilege
MATRIX: Final[Mapping[str, Row]] = {
    "context": Row("storefront/context", ANYBODY),
    "products": Row("storefront/products", ANYBODY),
    "orders": Row("storefront/orders", CUSTOMER),
    "accountAccesses": Row("storefront/account-accesses", CUSTOMER_ALONE),
    "accountAccess": Row("storefront/account-access", CUSTOMER_ALONE, fixed(customer)),
    "customerLogin": Row(
        "storefront/customer-login",
        ANYBODY,
        fixed(lambda _: {"email": "heidi@example.com", "password": PASSWORD}),
    ),
    "customerLogout": Row("storefront/customer-logout", CUSTOMER),
    "imitateCustomerLogin": Row("storefront/imitate-customer-login", ANYBODY, token),
    "upgradeImitation": Row(
        "storefront/upgrade-imitation",
        IMITATOR_ALONE,
        fixed(lambda _: {"reason": "The voucher is not taken off"}),
        P.IMITATION_UPGRADE,
    ),
    "addCartItem": Row(
        "storefront/add-cart-item", ANYBODY, fixed(lambda shop: {"productId": shop.product(1)})
    ),
    "updateCartItem": Row("storefront/update-cart-item", BOBS_LINE, quantity),
    "removeCartItem": Row("storefront/remove-cart-item", BOBS_LINE, filled_cart),
    "placeOrder": Row("storefront/place-order", CUSTOMER, filled_cart),
    "updateContext": Row(
        "storefront/update-context", ANYBODY, fixed(lambda _: {"language": "de-DE"})
    ),
    "updateProfile": Row(
        "storefront/update-profile", CUSTOMER, fixed(lambda _: {"firstName": "Robert"})
    ),
    "changeEmail": Row(
        "storefront/change-email",
        CUSTOMER_ALONE,
        fixed(lambda _: {"email": "new@example.com", "currentPassword": PASSWORD}),
    ),
    "changePassword": Row("storefront/change-password", CUSTOMER_ALONE, fixed(passwords)),
    "setImitationConsent": Row(
        "storefront/set-imitation-consent", CUSTOMER_ALONE, fixed(lambda _: {"granted": True})
    ),
    "createSupportCode": Row("storefront/create-support-code", CUSTOMER_ALONE),
    "supportCodeState": Row("storefront/support-code-state", CUSTOMER_ALONE),
    "currentUser": Row("admin/current-user", USER),
    "privileges": Row("admin/privileges", USER),
    "reasonRules": Row("admin/reason-rules", USER),
    "userLogout": Row("admin/user-logout", USER),
    "changeOwnPassword": Row("admin/change-own-password", USER, fixed(passwords)),
    "factors": Row("admin/factors", USER),
    "startTotp": Row("admin/start-totp", USER),
    "confirmTotp": Row("admin/confirm-totp", ADMIN_S_CODE, admin_s_code),
    "removeTotp": Row("admin/remove-totp", ADMIN_S_FACTOR, admin_s_factor),
    "beginPasskeyRegistration": Row("admin/begin-passkey-registration", USER),
    "finishPasskeyRegistration": Row(
        "admin/finish-passkey-registration", ADMIN_S_CODE, admin_s_passkey
    ),
    "removePasskey": Row("admin/remove-passkey", ADMIN_S_FACTOR, admin_s_registered),
    "makeRecoveryCodes": Row("admin/make-recovery-codes", ADMIN_S_FACTOR, admin_s_factor),
    "resetUserFactors": Row("admin/reset-user-factors", PRIVILEGED, newcomer, P.USER_WRITE),
    "newBrowserSignIns": Row("admin/new-browser-sign-ins", USER),
    "userSessions": Row("admin/user-sessions", PRIVILEGED, newcomer_s_sessions, P.USER_WRITE),
    "endUserSession": Row("admin/end-user-session", PRIVILEGED, newcomer_s_session, P.USER_WRITE),
    "endUserSessions": Row(
        "admin/end-user-sessions", PRIVILEGED, newcomer_s_sessions, P.USER_WRITE
    ),
    "customers": Row("admin/customers", PRIVILEGED, privilege=P.CUSTOMER_READ),
    "customer": Row("admin/customer", PRIVILEGED, fixed(customer), P.CUSTOMER_READ),
    "Customer.orders": Row(
        "admin/customer-orders", PRIVILEGED, fixed(customer), P.ORDER_READ, (P.CUSTOMER_READ,)
    ),
    "salesChannels": Row("admin/sales-channels", PRIVILEGED, privilege=P.SALES_CHANNEL_READ),
    "imitations": Row("admin/imitations", PRIVILEGED, privilege=P.IMITATION_READ),
    "imitation": Row("admin/imitation", PRIVILEGED, imitation, P.IMITATION_READ),
    "Imitation.proof": Row("admin/imitation-proofs", PRIVILEGED, imitation, P.IMITATION_READ),
    "imitationStatistics": Row("admin/overview", PRIVILEGED, fixed(june), P.IMITATION_READ),
    "imitatingUsers": Row("admin/imitating-users", PRIVILEGED, privilege=P.IMITATION_READ),
    "verifyAuditLog": Row("admin/verify-audit-log", PRIVILEGED, privilege=P.IMITATION_READ),
    "serverFindings": Row("admin/server-findings", PRIVILEGED, privilege=P.SERVER_READ),
    "auditWalk": Row("admin/audit-walk", PRIVILEGED, privilege=P.IMITATION_READ),
    "startAuditWalk": Row("admin/start-audit-walk", PRIVILEGED, privilege=P.IMITATION_READ),
    "users": Row("admin/users", PRIVILEGED, privilege=P.USER_READ),
    "user": Row(
        "admin/user", PRIVILEGED, fixed(lambda shop: {"id": shop.user("eve")}), P.USER_READ
    ),
    "roles": Row("admin/roles", PRIVILEGED, privilege=P.USER_READ),
    "generateImitateCustomerToken": Row(
        "admin/generate-imitate-customer-token",
        PRIVILEGED,
        fixed(
            lambda shop: {
                "customerId": shop.customer("bob"),
                "salesChannelId": shop.channel("Storefront"),
            }
        ),
        P.IMITATE_CUSTOMER,
    ),
    "requestImitation": Row(
        "admin/request-imitation",
        PRIVILEGED,
        fixed(
            lambda shop: {
                "customerId": shop.customer("bob"),
                "salesChannelId": shop.channel("Storefront"),
                "reason": "The cart looks empty",
            }
        ),
        P.IMITATE_CUSTOMER,
    ),
    "approveImitation": Row("admin/approve-imitation", PRIVILEGED, request, P.IMITATION_APPROVE),
    "refuseImitation": Row(
        "admin/refuse-imitation", PRIVILEGED, request_refused, P.IMITATION_APPROVE
    ),
    "imitationRequests": Row("admin/imitation-requests", USER),
    "endImitation": Row("admin/end-imitation", PRIVILEGED, imitation, P.IMITATION_END),
    "updateCustomer": Row(
        "admin/update-customer",
        PRIVILEGED,
        fixed(lambda shop: {**customer(shop), "input": {"company": "Building"}}),
        P.CUSTOMER_WRITE,
    ),
    "createCustomer": Row("admin/create-customer", PRIVILEGED, customer_wanted, P.CUSTOMER_WRITE),
    "upsertCustomers": Row("admin/upsert-customers", PRIVILEGED, rows_sent, P.CUSTOMER_WRITE),
    "setCustomerPassword": Row(
        "admin/set-customer-password",
        PRIVILEGED,
        fixed(lambda shop: {**customer(shop), "password": "another-secret"}),
        P.CUSTOMER_WRITE,
    ),
    "deleteCustomer": Row("admin/delete-customer", PRIVILEGED, fixed(customer), P.CUSTOMER_WRITE),
    "updateSalesChannel": Row(
        "admin/update-sales-channel",
        PRIVILEGED,
        fixed(lambda shop: {"id": shop.channel("Outlet"), "input": {"active": False}}),
        P.SALES_CHANNEL_WRITE,
    ),
    "createSalesChannel": Row(
        "admin/create-sales-channel", PRIVILEGED, channel_wanted, P.SALES_CHANNEL_WRITE
    ),
    "rotateAccessKey": Row(
        "admin/rotate-access-key",
        PRIVILEGED,
        fixed(lambda shop: {"salesChannelId": shop.channel("Outlet")}),
        P.SALES_CHANNEL_WRITE,
    ),
    "createUser": Row("admin/create-user", PRIVILEGED, newcomer_wanted, P.USER_WRITE),
    "updateUser": Row("admin/update-user", PRIVILEGED, newcomer_off, P.USER_WRITE),
    "deleteUser": Row("admin/delete-user", PRIVILEGED, newcomer, P.USER_WRITE),
    "createRole": Row(
        "admin/create-role",
        PRIVILEGED,
        role_wanted,
        P.ROLE_WRITE,
    ),
    "updateRole": Row("admin/update-role", PRIVILEGED, empty_role_renamed, P.ROLE_WRITE),
    "deleteRole": Row("admin/delete-role", PRIVILEGED, empty_role, P.ROLE_WRITE),
    "webhooks": Row("admin/webhooks", PRIVILEGED, privilege=P.WEBHOOK_READ),
    "webhookDeliveries": Row("admin/webhook-deliveries", PRIVILEGED, privilege=P.WEBHOOK_READ),
    "createWebhook": Row(
        "admin/create-webhook", PRIVILEGED, fixed(webhook_wanted), P.WEBHOOK_WRITE
    ),
    "updateWebhook": Row("admin/update-webhook", PRIVILEGED, webhook_off, P.WEBHOOK_WRITE),
    "deleteWebhook": Row("admin/delete-webhook", PRIVILEGED, webhook, P.WEBHOOK_WRITE),
    "testWebhook": Row("admin/test-webhook", PRIVILEGED, webhook, P.WEBHOOK_WRITE),
    "replayWebhookDelivery": Row(
        "admin/replay-webhook-delivery", PRIVILEGED, failed_delivery, P.WEBHOOK_WRITE
    ),
    "integrations": Row("admin/integrations", PRIVILEGED, privilege=P.INTEGRATION_READ),
    "createIntegration": Row(
        "admin/create-integration", PRIVILEGED, integration_wanted, P.INTEGRATION_WRITE
    ),
    "updateIntegration": Row(
        "admin/update-integration", PRIVILEGED, integration_off, P.INTEGRATION_WRITE
    ),
    "rotateIntegrationSecret": Row(
        "admin/rotate-integration-secret", PRIVILEGED, integration, P.INTEGRATION_WRITE
    ),
    "deleteIntegration": Row(
        "admin/delete-integration", PRIVILEGED, integration, P.INTEGRATION_WRITE
    ),
}

CONSENT: Final = Row("storefront/imitation-consent", ANYBODY)
UPGRADE: Final = Row("storefront/imitation-upgrade", ANYBODY)
SIGN_IN: Final = Row(
    "admin/user-login", ANYBODY, fixed(lambda _: {"username": "eve", "password": PASSWORD})
)
PASSKEY_BEGUN: Final = Row("admin/begin-passkey-login", ANYBODY)
PROVIDERS: Final = Row("admin/sign-in-providers", ANYBODY)
PASSKEY: Final = Row("admin/finish-passkey-login", ANYBODY, passkey_of_admin)
