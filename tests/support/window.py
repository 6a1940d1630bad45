"""A browser window, as far as pages, forms and cookies go."""

import html
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from server.app import create
from tests.support.shop import PASSWORD, Shop

ADMIN = "http://127.0.0.1:8000"
LANDING = "/account/login/imitate-customer"

_FORM = r'<form method="post" action="{}"[^>]*>(.*?)</form>'
_INPUT = re.compile(r"<input[^>]*>")


@dataclass
class Window:
    """Stores cookies and the page that it shows."""

    http: httpx.AsyncClient
    page: httpx.Response | None = None

    @classmethod
    def open(cls, shop: Shop, url: str = ADMIN) -> "Window":
        """A window of a browser without cookies."""
        transport = httpx.ASGITransport(create(shop.settings, shop.application))
        return cls(httpx.AsyncClient(transport=transport, base_url=url))

    @property
    def origin(self) -> str:
        parts = urlsplit(str(self.http.base_url))
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def text(self) -> str:
        """The page's source."""
        assert self.page is not None
        return self.page.text

    @property
    def status(self) -> int:
        assert self.page is not None
        return self.page.status_code

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies, by the kind in their names."""
        return {_kind(name): value for name, value in self.http.cookies.items()}

    async def visit(self, path: str = "/", **headers: str) -> str:
        """Open a page, follow its redirects, and answer its source."""
        self.page = await self.http.get(path, headers=headers, follow_redirects=True)
        return self.text

    async def submit(self, action: str, **fields: str) -> httpx.Response:
        """Fill the page's first form that goes to `action` and send it; redirects are not followed.

        Fields of the form keep their values unless given.
        """
        return await self.post(action, {**self.fields(action), **fields})

    async def post(self, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        """Send a form of this origin."""
        self.page = await self.http.post(
            path, data=fields, headers={"origin": self.origin, **headers}
        )
        return self.page

    async def land(
        self,
        made: dict[str, Any],
        *,
        path: str = LANDING,
        origin: str | None = ADMIN,
        **others: str,
    ) -> httpx.Response:
        """Send the admin's form; like a browser, without Lax cookies, as from another site."""
        fields = {key: made[key] for key in ("token", "customerId", "userId")} | others
        request = self.http.build_request("POST", path, data=fields)
        if origin is not None:
            request.headers["origin"] = origin
        if origin != self.origin:
            request.headers.pop("cookie", None)
        self.page = await self.http.send(request)
        return self.page

    async def sign_in(self, email: str = "bob@example.com", password: str = PASSWORD) -> None:
        await self.visit("/account/login")
        assert (
            await self.submit("/account/login", email=email, password=password)
        ).has_redirect_location

    def fields(self, action: str) -> dict[str, str]:
        """The values of the first form that goes to `action`."""
        form = re.search(_FORM.format(re.escape(action)), self.text, re.DOTALL)
        assert form, f"no form to {action}"
        found = [_attributes(tag) for tag in _INPUT.findall(form[1])]
        return {each["name"]: each.get("value", "") for each in found}


def _attributes(tag: str) -> dict[str, str]:
    return {key: html.unescape(value) for key, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}


def _kind(name: str) -> str:
    """`__Host-imitate-imitation-1a2b3c4d` holds an `imitation`."""
    found = re.search(r"imitate-(imitation|context)-[0-9a-f]{8}(-way-back)?$", name)
    assert found, name
    return "way-back" if found[2] else found[1]
