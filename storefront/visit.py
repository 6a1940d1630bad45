"""Who is visiting? One request to a shop: its session, and the imitation if there is one."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from starlette.requests import Request

from storefront import csrf
from storefront.client import Refused, ask
from storefront.host import Call, Caller, House, Shop
from storefront.texts import Texts, texts_in


@dataclass(slots=True)
class Visit:
    """What a page knows of its request. `token` is None while nothing is stored of the visitor."""

    request: Request
    shop: Shop
    house: House
    token: str | None
    context: dict[str, Any]
    imitation_ended: bool = False  # the browser still holds the cookie of one that is over
    form: dict[str, str] = field(default_factory=dict)

    async def run(self, operation: str, **variables: object) -> Any:  # noqa: ANN401 - see ask
        """Run an operation in this session; raises Refused."""
        caller = _caller(self.request)
        call = Call(operation, variables, self.shop, self.token, caller)
        return await ask(self.house, call)

    @property
    def texts(self) -> Texts:
        """In the language of the domain."""
        return texts_in(self.shop.language)

    def url(self, path: str) -> str:
        """Where a page of the shop is."""
        return self.shop.root + path

    @property
    def customer(self) -> dict[str, Any] | None:
        """Who is logged in, whoever acts."""
        return self.context["customer"]  # type: ignore[no-any-return]  # an answer is JSON

    @property
    def imitated(self) -> bool:
        """Whether a user acts as the customer."""
        return bool(self.context["imitated"])

    @property
    def look_only(self) -> bool:
        """Whether he may change nothing."""
        return self.imitated and self.context["imitation"]["access"] == "READ_ONLY"

    @property
    def minutes_left(self) -> int:
        """Until the imitation is over if nothing is done."""
        over = datetime.fromisoformat(self.context["imitation"]["idleExpiresAt"])
        return max(0, ceil((over - self.house.now()) / timedelta(minutes=1)))

    @property
    def csrf(self) -> str:
        """The token for the forms of this page."""
        return csrf.token_of(self.token, secret=self.house.secrets[0])


def _caller(request: Request) -> Caller:
    """What the journal wants to know of a request."""
    address = request.client.host if request.client else None
    return Caller(address, request.headers.get("user-agent"))


async def open_visit(house: House, shop: Shop, request: Request) -> Visit:
    """The imitation's session where it is live, else the visitor's own, else none."""
    caller, cookies = _caller(request), request.cookies
    imitation, own = cookies.get(shop.cookies.imitation), cookies.get(shop.cookies.own) or None
    if imitation:
        context = await ask(house, Call("context", {}, shop, imitation, caller))
        if context["imitated"]:
            return await _settled(Visit(request, shop, house, imitation, context))
    context = await ask(house, Call("context", {}, shop, own, caller))
    live = own is not None and context["token"] == own
    visit = Visit(request, shop, house, own if live else None, context, bool(imitation))
    return await _settled(visit)


async def _settled(visit: Visit) -> Visit:
    """A stored session takes on the language and the currency of the domain."""
    shop, context = visit.shop, visit.context
    chosen = {"language": shop.language, "currency": shop.currency}
    as_chosen = all(context[name] == value for name, value in chosen.items())
    if visit.token is not None and not as_chosen and not visit.look_only:
        with suppress(Refused):  # the session stays as it is: the page can be shown all the same
            visit.context = (await visit.run("update-context", **chosen))["context"]
    return visit
