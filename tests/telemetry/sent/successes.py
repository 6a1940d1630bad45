"""Requests that succeed: users, customers, an integration and webhooks; they hold every secret."""

import re

from auth.vocabulary import WebhookEvent
from db.demo import shop
from tests.support.clients import document
from tests.support.shop import PASSWORD
from tests.telemetry.around import NotedProvider
from tests.telemetry.sent.caller import Caller
from tests.telemetry.sent.factors import of_factors
from tests.telemetry.sent.oauth import of_integration
from tests.telemetry.sent.odd import KEY, LANDING, LOGIN, OWN_PAGE, graphql
from tests.telemetry.sent.providers import at_provider
from tests.telemetry.sent.shopware import of_user
from tests.webhooks.receiver import Receiver

CONTROL = "SeenWhereItMayBe"
# The server has to know both paths.
HOOK, NO_HOOK = "path of a webhook", "path of a webhook that leads nowhere"


def act(caller: Caller, provider: NotedProvider, receiver: Receiver) -> None:
    """Requests of alice and bob that succeed; every token and each new password is a secret."""
    new = caller.canaries.new
    alice = caller.run("admin/user-login", {}, username="alice", password=PASSWORD)
    admin = caller.run("admin/user-login", {}, username="admin", password=PASSWORD)
    listen(caller, {"authorization": f"Bearer {admin}"}, receiver)
    at_provider(caller, provider)
    caller.send(graphql(LOGIN % PASSWORD))
    bob = caller.run("storefront/customer-login", KEY, email="bob@example.com", password=PASSWORD)
    change = {"currentPassword": PASSWORD, "newPassword": new("a password that is set")}
    caller.run("storefront/change-password", {**KEY, "sw-context-token": bob}, **change)
    who = {"customerId": shop.demo_id("customer", "carol")}
    where = {"salesChannelId": shop.demo_id("channel", "Outlet"), "reason": new("reason")}
    generate, bearer = "admin/generate-imitate-customer-token", {"authorization": f"Bearer {alice}"}
    outlet = {"sw-access-key": shop.access_key("Outlet")}
    token = caller.run(generate, bearer, **who, **where)
    session = caller.run("storefront/imitate-customer-login", outlet, token=token)
    caller.run("storefront/context", {**outlet, "sw-context-token": session})
    caller.run("storefront/customer-logout", {**outlet, "sw-context-token": session})
    dave = {"firstName": "D", "lastName": "D", "username": "dora", "email": "dora@example.com"}
    dave["password"] = new("a password of a new user")
    caller.run("admin/create-user", {"authorization": f"Bearer {admin}"}, input=dave)
    who = {name: dave[name] for name in ("username", "password")}
    of_factors(caller.run, caller.canaries, who)
    let_a_machine_ask(caller, {"authorization": f"Bearer {admin}"})
    land(caller, bearer)
    of_user(caller.send)


def let_a_machine_ask(caller: Caller, admin: dict[str, str]) -> None:
    """Requests of an integration that succeed."""
    role = {"name": "Introspection", "privileges": ["context:introspect", "user:read"]}
    sent = graphql(document("admin/create-role"), admin, variables={"input": role})
    role_id = caller.send(sent).json()["data"]["createRole"]["id"]
    wanted = {"input": {"label": "Gateway", "roleIds": [role_id]}}
    sent = graphql(document("admin/create-integration"), admin, variables=wanted)
    made = caller.send(sent).json()["data"]["createIntegration"]
    login = {"email": "heidi@example.com", "password": PASSWORD}
    session = caller.run("storefront/customer-login", KEY, **login)
    client_id = made["integration"]["clientId"]
    bearer = of_integration(caller.send, client_id, made["secret"], session)
    caller.run("admin/roles", {"authorization": f"Bearer {bearer}"})


def listen(caller: Caller, bearer: dict[str, str], receiver: Receiver) -> None:
    """Create a webhook that is told everything, and one whose host leads nowhere."""
    events = [event.value for event in WebhookEvent if event is not WebhookEvent.TEST]
    for host, place in ((receiver.url, HOOK), ("https://crm.invalid", NO_HOOK)):
        wanted = {"url": f"{host}/{caller.canaries.new(place)}", "events": events}
        caller.run("admin/create-webhook", bearer, input=wanted)
    assert len([token for token in caller.canaries.issued if token.startswith("whsec_")]) == 2


def land(caller: Caller, bearer: dict[str, str]) -> None:
    """Redeem by the admin's form, open pages as the customer, and end the imitation."""
    who = {"customerId": shop.demo_id("customer", "bob")}
    where = {"salesChannelId": shop.demo_id("channel", "Storefront")}
    token = caller.run("admin/generate-imitate-customer-token", bearer, **who, **where)
    form = {**who, "token": token, "userId": shop.demo_id("user", "alice")}
    landed = caller.send({"method": "POST", "url": LANDING, "headers": OWN_PAGE, "data": form})
    assert landed.status_code == 303
    page = caller.send({"method": "GET", "url": "/account"})
    assert "Bob Builder" in page.text
    csrf = re.search(r'name="csrf" value="(\w+)"', page.text)
    assert csrf is not None
    over = {"method": "POST", "url": "/account/logout", "headers": OWN_PAGE}
    assert caller.send({**over, "data": {"csrf": csrf[1]}}).status_code == 303
    caller.send(graphql(f"query {CONTROL} {{ __typename }}"))
    caller.http.cookies.clear()
