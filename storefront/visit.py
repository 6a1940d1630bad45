"""One request to a shop: its session, and the imitation if there is one."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from starlette.requests import Request

from storefront.client import Refused, ask
from storefront.host import Call, Caller, Host, Shop
from storefront.texts import Texts, texts_in


@dataclass(slots=True)
class Visit:
    """What a page knows of its request. `token` is None while the visitor has no stored session."""

    request: Request
    shop: Shop
    host: Host
    token: str | None
    context: dict[str, Any]
    imitation_ended: bool = False  # the browser still holds the cookie of an ended one
    form: dict[str, str] = field(default_factory=dict)
    upgrade: Mapping[str, Any] | None = None  # whether and how to ask for more than to look

    async def run(self, operation: str, **variables: object) -> Any:  # noqa: ANN401 - see ask
        """Run an operation in this session; raises Refused."""
        caller = _caller(self.request)
        call = Call(operation, variables, self.shop, self.token, caller)
        return await ask(self.host, call)

    @property
    def texts(self) -> Texts:
        """The texts in the language of the domain."""
        return texts_in(self.shop.language)

    def url(self, path: str) -> str:
        """The address of a page of the shop."""
        return self.shop.root + path

    @property
    def path(self) -> str:
        """The path of the request without the shop's root and without a slash at its end."""
        depth = self.shop.root.count("/")  # the server has decoded the path, the root is encoded
        segments = self.request.scope["path"].split("/")[depth + 1 :]
        return "/" + "/".join(segments).rstrip("/")

    @property
    def customer(self) -> dict[str, Any] | None:
        """The customer of the session, imitated or not; None while no customer is logged in."""
        customer: dict[str, Any] | None = self.context["customer"]
        return customer

    @property
    def imitated(self) -> bool:
        """Whether a user imitates the customer."""
        return bool(self.context["imitated"])

    @property
    def look_only(self) -> bool:
        """Whether the imitation may change nothing (READ_ONLY)."""
        return self.imitated and self.context["imitation"]["access"] == "READ_ONLY"

    @property
    def may_upgrade(self) -> bool:
        """Whether the imitation may only look, and its user may ask for full access."""
        return self.upgrade is not None and bool(self.upgrade["mayUpgrade"])

    @property
    def minutes_left(self) -> int:
        """Minutes until the imitation ends if nothing is done."""
        over = datetime.fromisoformat(self.context["imitation"]["idleExpiresAt"])
        return max(0, ceil((over - self.host.now()) / timedelta(minutes=1)))


def _caller(request: Request) -> Caller:
    address = request.client.host if request.client else None
    return Caller(address, request.headers.get("user-agent"))


async def open_visit(host: Host, shop: Shop, request: Request) -> Visit:
    """The visit in the imitation's session while it is live, else in the visitor's own, if any."""
    caller, cookies = _caller(request), request.cookies
    imitation, own = cookies.get(shop.cookies.imitation), cookies.get(shop.cookies.own) or None
    if imitation:
        context = await ask(host, Call("context", {}, shop, imitation, caller))
        if context["imitated"]:
            return await _imitated(Visit(request, shop, host, imitation, context))
    context = await ask(host, Call("context", {}, shop, own, caller))
    live = own is not None and context["token"] == own
    visit = Visit(request, shop, host, own if live else None, context, bool(imitation))
    return await _in_language_of_domain(visit)


async def _imitated(visit: Visit) -> Visit:
    """The visit of an imitation; for one that may only look, with the way to ask for more."""
    if visit.look_only:
        with suppress(Refused):  # the page can be shown without
            visit.upgrade = (await visit.run("imitation-upgrade"))["imitation"]
    return await _in_language_of_domain(visit)


async def _in_language_of_domain(visit: Visit) -> Visit:
    """The visit after its stored session has got the language and currency of the domain."""
    shop, context = visit.shop, visit.context
    chosen = {"language": shop.language, "currency": shop.currency}
    as_chosen = all(context[name] == value for name, value in chosen.items())
    if visit.token is not None and not as_chosen and not visit.look_only:
        with suppress(Refused):  # the page can be shown in the session's old language
            visit.context = (await visit.run("update-context", **chosen))["context"]
    return visit
