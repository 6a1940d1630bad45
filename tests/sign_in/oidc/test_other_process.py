"""A user whose provider signs them out on one process loses a live imitation on another one."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from db.demo.shop import access_key
from server.oidc.fetching import Fetcher
from server.oidc.remote import Remote
from tests.races.player import Stage, at_once, settings
from tests.sign_in.oidc.conftest import Browser, ask_again
from tests.sign_in.oidc.provider import CAROL, Provider
from tests.support.audit_log import causes, endings, events
from tests.support.clients import Agent, Visitor
from tests.support.shop import OpenShop

URL = "/auth/oidc/corp/backchannel-logout"
DUE = "UPDATE oidc_sessions SET check_at = checked_at"


@dataclass(frozen=True)
class Departure:
    """A process that is told by the provider; without a token it asks there itself."""

    logout_token: str | None

    async def play(self, stage: Stage) -> None:
        """Once the other process imitates."""
        stage.barrier.wait()
        if self.logout_token is None:
            remotes = [Remote(one, Fetcher()) for one in stage.application.providers]
            await ask_again(stage.application, *remotes)
        else:
            sent = await stage.http.post(URL, data={"logout_token": self.logout_token})
            assert sent.status_code == 200, sent.text
        stage.barrier.wait()


class Told(NamedTuple):
    """What the client of an imitation is told, and its user."""

    imitated: bool
    customer: str | None
    orders: str
    user: str


@dataclass(frozen=True)
class Imitator:
    """A process whose client redeems a token, and sends the same requests before and after."""

    token: str
    user: dict[str, str]

    async def play(self, stage: Stage) -> tuple[Told, Told]:
        """What is told before, and at the next requests."""
        visitor = Visitor(stage.http, {"sw-access-key": access_key("Storefront")})
        await visitor.redeem(self.token)
        before = await told(visitor.copy(), Agent(stage.http, self.user))
        stage.barrier.wait()
        stage.barrier.wait()
        return before, await told(visitor.copy(), Agent(stage.http, self.user))


async def told(visitor: Visitor, agent: Agent) -> Told:
    context = await visitor.copy().context()
    orders = await visitor.copy().run("storefront/orders")
    user = await agent.run("admin/current-user")
    return Told(
        context["imitated"],
        context["customer"] and context["customer"]["email"],
        orders.code if orders.errors else "listed",
        user.code if user.errors else user.data["username"],
    )


@pytest.mark.parametrize(
    ("by_token", "cause"), [(True, "logout_at_provider"), (False, "ended_at_provider")]
)
async def test_imitation_is_over_at_its_next_request(
    open_shop: OpenShop, corp: Provider, database_url: str, *, by_token: bool, cause: str
) -> None:
    shop = await open_shop(oidc_providers=(corp.settings(),))
    corp.clock = shop.clock
    shop.clock.now = datetime.now(UTC)  # as the other processes have it
    browser = Browser(shop, corp)
    await browser.sign_in()
    token = await shop.token(browser.agent)
    corp.refreshing.clear()  # deactivated there
    await shop.change(DUE)

    departure = Departure(corp.logout_token(sub=CAROL["sub"]) if by_token else None)
    made = settings(database_url, oidc_providers=(corp.settings(),))
    imitator = Imitator(token, browser.agent.headers)
    _, (before, after) = await asyncio.to_thread(at_once, made, departure, imitator)

    assert before == Told(imitated=True, customer="bob@example.com", orders="listed", user="carol")
    assert after == Told(
        imitated=False,
        customer=None,
        orders="CHECKOUT__CUSTOMER_NOT_LOGGED_IN",
        user="UNAUTHENTICATED",
    )
    assert (await endings(shop), await causes(shop)) == (["LOGOUT"], ["LOGOUT"])
    (event,) = await events(shop, "user.signed_out")
    assert (event["detail"]["cause"], event["detail"]["sessions"]) == (cause, 1)
