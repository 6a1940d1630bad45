"""An authenticator app in the hand of a user, and the way in with it."""

from dataclasses import dataclass
from typing import Any

import pyotp

from tests.support.clients import Agent, Answer, Client
from tests.support.shop import PASSWORD, Clock, Shop

LOGIN = "admin/user-login"
WRONG = "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"
FACTOR = "FRAMEWORK__FACTOR_REQUIRED"


@dataclass
class App:
    """The app, and what setting it up answered."""

    secret: str
    uri: str
    clock: Clock
    recovery_codes: tuple[str, ...] = ()

    def code(self, *, steps: int = 0) -> str:
        """The code that it shows now, or so many steps of 30 seconds later."""
        return pyotp.TOTP(self.secret).at(self.clock.now, counter_offset=steps)

    def other_code(self) -> str:
        """A code that fits at no moment around now."""
        near = {self.code(steps=steps) for steps in range(-3, 4)}
        return next(code for code in map("{:06}".format, range(10)) if code not in near)


async def started(shop: Shop, agent: Client) -> App:
    """An app whose secret was proposed."""
    answer: dict[str, Any] = (await agent.run("admin/start-totp")).data
    return App(**answer, clock=shop.clock)


async def set_up(shop: Shop, agent: Client) -> App:
    """An app that counts."""
    app = await started(shop, agent)
    app.recovery_codes = tuple((await agent.run("admin/confirm-totp", code=app.code())).data)
    return app


async def log_in(shop: Shop, username: str, code: str | None, password: str = PASSWORD) -> Answer:
    return await shop.stranger().run(LOGIN, username=username, password=password, code=code)


async def agent_with(shop: Shop, username: str, code: str) -> Agent:
    """The user, signed in with the code."""
    session = (await log_in(shop, username, code)).data
    headers = {"authorization": f"Bearer {session['accessToken']}"}
    return Agent(shop.http, headers, session["user"]["id"])
