"""Every kind of refusal that is recorded in the audit log: who is refused, and by which code."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from tests.sign_in.factors.app import set_up
from tests.support.clients import Answer, Client, Visitor
from tests.support.machines import Machine, machine_with
from tests.support.shop import PASSWORD, Shop

INVALID_TOKEN: Final = "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"
Refuse = Callable[[], Awaitable[Answer]]


@dataclass(frozen=True)
class Kind:
    """A way to be refused. `action` is that of the audit event, None where none is written."""

    code: str
    action: str | None
    prepare: Callable[[Shop], Awaitable[Refuse]]
    user: str | None = None  # who is counted besides the address
    settings: dict[str, Any] = field(default_factory=dict)
    times: int = 30  # before another limit begins


def running(client: Client, operation: str, **variables: Any) -> Refuse:
    async def refuse() -> Answer:
        return await client.run(operation, **variables)

    return refuse


async def without_privilege(shop: Shop) -> Refuse:
    eve, role = await shop.agent("eve"), shop.role("Support")
    return running(eve, "admin/update-role", id=role, input={"name": "Helpers"})


async def without_privilege_of_the_use_case(shop: Shop) -> Refuse:
    alice = await shop.agent("alice")
    imitation = await shop.imitator(await shop.agent("admin"))
    assert imitation.token
    (row,) = await shop.rows("imitations")
    return running(alice, "admin/end-imitation", id=row["id"])


async def long_signed_in(shop: Shop) -> Refuse:
    alice = await shop.agent("alice")
    shop.clock.advance(seconds=61)
    return token_request(shop, alice, "bob")


async def unfit_customer(shop: Shop) -> Refuse:
    return token_request(shop, await shop.agent("alice"), "dave")


def token_request(shop: Shop, agent: Client, name: str) -> Refuse:
    ids = {"customerId": shop.customer(name), "salesChannelId": shop.channel("Storefront")}
    return running(agent, "admin/generate-imitate-customer-token", **ids)


async def read_only(shop: Shop) -> Refuse:
    imitator = await shop.imitator(await shop.agent("alice"), access="READ_ONLY")
    return running(imitator, "storefront/add-cart-item", productId=shop.product(1))


async def closed_to_imitators(shop: Shop) -> Refuse:
    imitator = await shop.imitator(await shop.agent("alice"))
    return running(imitator, "storefront/set-imitation-consent", granted=False)


async def looking_alone(shop: Shop) -> Refuse:
    imitator = await shop.imitator(await shop.agent("alice"), access="READ_ONLY")
    return running(imitator, "storefront/upgrade-imitation", reason="The voucher is lost")


async def used_token(shop: Shop) -> Refuse:
    token = await shop.token(await shop.agent("alice"))
    await shop.visitor().redeem(token)
    return redemption(shop, lambda: token)


async def token_of_nobody(shop: Shop) -> Refuse:
    numbers = iter(range(1_000))
    return redemption(shop, lambda: f"imi_{next(numbers):043}")


def redemption(shop: Shop, token: Callable[[], str]) -> Refuse:
    async def refuse() -> Answer:
        return await shop.visitor().redeem(token())

    return refuse


async def wrong_password(shop: Shop) -> Refuse:
    return running(shop.stranger(), "admin/user-login", username="alice", password="wrong password")


async def wrong_code(shop: Shop) -> Refuse:
    app = await set_up(shop, await shop.agent("alice"))
    sent = {"username": "alice", "password": PASSWORD, "code": app.other_code()}
    return running(shop.stranger(), "admin/user-login", **sent)


async def no_passkey(shop: Shop) -> Refuse:
    return running(shop.stranger(), "admin/finish-passkey-login", credential="{}")


async def unknown_user(shop: Shop) -> Refuse:
    numbers = iter(range(1_000))

    async def refuse() -> Answer:
        name = f"nobody{next(numbers)}"
        return await shop.stranger().run("admin/user-login", username=name, password=PASSWORD)

    return refuse


class OAuthAnswer(Answer):
    """An answer of an OAuth endpoint, read as one of /graphql."""

    @property
    def errors(self) -> list[dict[str, Any]]:
        if self.response.status_code != 429:
            return [{"extensions": {"code": self.body["error"]}}]
        wait = int(self.response.headers["retry-after"])
        code = "FRAMEWORK__RATE_LIMIT_EXCEEDED"
        return [{"extensions": {"code": code, "retryAfter": wait}}]


async def wrong_secret(shop: Shop) -> Refuse:
    machine = await machine_with(shop, await shop.agent("admin"))
    wrong = Machine(shop.http, machine.id, machine.client_id, "imk_" + "a" * 43)

    async def refuse() -> Answer:
        return OAuthAnswer(await wrong.ask_for_token())

    return refuse


async def address_of_another(shop: Shop) -> Refuse:
    bob: Visitor = await shop.shopper("bob@example.com")
    wanted = {"email": "heidi@example.com", "currentPassword": PASSWORD}
    return running(bob, "storefront/change-email", **wanted)


async def wrong_current_password(shop: Shop) -> Refuse:
    alice = await shop.agent("alice")
    passwords = {"currentPassword": "wrong password", "newPassword": "another password"}
    return running(alice, "admin/change-own-password", **passwords)


MISSING: Final = "FRAMEWORK__MISSING_PRIVILEGE_ERROR"
WRONG: Final = "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"
DENIED: Final = "user.operation_refused"
OF_IMITATOR: Final = "imitation.operation_refused"
REDEEMED: Final = "imitation.redemption_refused"
REFUSED: Final = "CHECKOUT__CUSTOMER_IMITATION_REFUSED"
KINDS: Final = {
    "guard": Kind(MISSING, DENIED, without_privilege, "eve"),
    "use case": Kind(MISSING, DENIED, without_privilege_of_the_use_case, "alice"),
    "step-up": Kind(
        "FRAMEWORK__STEP_UP_REQUIRED", DENIED, long_signed_in, "alice", {"step_up_max_age": 60}
    ),
    "unfit customer": Kind(REFUSED, "imitation.refused", unfit_customer, "alice"),
    "read only": Kind("CHECKOUT__IMITATION_READ_ONLY", OF_IMITATOR, read_only, "alice"),
    "closed": Kind("CHECKOUT__IMITATION_FORBIDDEN", OF_IMITATOR, closed_to_imitators, "alice"),
    "upgrade": Kind(MISSING, OF_IMITATOR, looking_alone, "alice"),
    "used token": Kind(INVALID_TOKEN, REDEEMED, used_token),
    "token of nobody": Kind(INVALID_TOKEN, None, token_of_nobody),
    "wrong password": Kind(WRONG, "user.sign_in_refused", wrong_password),
    "wrong code": Kind(WRONG, "user.sign_in_refused", wrong_code, times=9),
    "no passkey": Kind(WRONG, "user.sign_in_refused", no_passkey),
    "wrong current password": Kind(WRONG, "user.password_refused", wrong_current_password, "alice"),
    "unknown user": Kind(WRONG, "user.sign_in_refused", unknown_user),
    "wrong secret": Kind("invalid_client", "integration.sign_in_refused", wrong_secret),
    "address taken": Kind("VIOLATION::INVALID", "customer.email_refused", address_of_another),
}
# Only refusals are limited: what limits the attempts themselves is off.
UNLIMITED: Final = {
    "rate_account_logins": 0,
    "rate_address_logins": 0,
    "rate_user_tokens": 0,
    "rate_address_tokens": 0,
    "rate_address_redemptions": 0,
}
