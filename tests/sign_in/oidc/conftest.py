"""A shop whose users sign in at a provider, and their browsers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from resolvers.application import Application
from resolvers.oidc.rechecking import find_due, recheck
from server.background.rechecking import asking
from server.oidc.remote import Remote
from tests.sign_in.oidc.provider import CAROL, Provider, serving
from tests.support.clients import Agent
from tests.support.shop import NOON, OpenShop, Shop

ADMIN = "imitate-admin"
BINDING = "imitate-oidc"
FAILED = "imitate-oidc-failed"


@dataclass
class Browser:
    """Keeps cookies, of which the admin's does not come along from another site."""

    shop: Shop
    provider: Provider
    cookies: dict[str, str] = field(default_factory=dict)

    async def begin(self, **sent: str) -> str:
        """The address of the provider."""
        headers = {"sec-fetch-site": "same-origin"}
        answer = await self._get("login", sent, headers, self.cookies)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def come_back(self, sent: dict[str, str], *, provider: str = "") -> httpx.Response:
        lax = {name: value for name, value in self.cookies.items() if name != ADMIN}
        headers = {"sec-fetch-site": "cross-site"}
        answer = await self._get("callback", sent, headers, lax, provider)
        page, _, cause = answer.headers.get("location", "").partition("/failed?cause=")
        if not cause:
            return answer
        assert (answer.status_code, page) == (303, f"/auth/oidc/{provider or self.provider.name}")
        failed = await self._get("failed", {"cause": cause}, {}, self.cookies, provider)
        self.cookies.pop(FAILED)
        return failed

    async def sign_in(self, claims: dict[str, Any] = CAROL, **sent: str) -> httpx.Response:
        """All of it."""
        return await self.come_back(self.provider.authorize(await self.begin(**sent), claims))

    async def _get(
        self,
        page: str,
        sent: dict[str, str],
        headers: dict[str, str],
        cookies: dict[str, str],
        provider: str = "",
    ) -> httpx.Response:
        http = self.shop.http
        http.cookies.clear()
        if cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        url = f"/auth/oidc/{provider or self.provider.name}/{page}"
        answer = await http.get(url, params=sent, headers=headers)
        self.cookies |= dict(answer.cookies)
        for header in answer.headers.get_list("set-cookie"):
            if "Max-Age=0" in header:
                self.cookies.pop(header.partition("=")[0], None)
        http.cookies.clear()
        return answer

    @property
    def agent(self) -> Agent:
        """The signed-in user."""
        return Agent(self.shop.http, {"authorization": f"Bearer {self.cookies[ADMIN]}"})


async def is_out(browser: Browser) -> bool:
    answer = await browser.agent.run("admin/current-user")
    return bool(answer.errors) and answer.code == "UNAUTHENTICATED"


async def ask_again(application: Application, *remotes: Remote) -> None:
    """What the background task does at this moment."""
    for name in await find_due(application):
        await recheck(application, asking(remotes), name)


@pytest.fixture
async def corp() -> AsyncIterator[Provider]:
    provider = Provider(lambda: NOON)
    async with serving(provider):
        yield provider


@pytest.fixture
async def shop(open_shop: OpenShop, corp: Provider) -> Shop:
    shop = await open_shop(oidc_providers=(corp.settings(),))
    corp.clock = shop.clock
    return shop


@pytest.fixture
async def browser(shop: Shop, corp: Provider) -> Browser:
    return Browser(shop, corp)
