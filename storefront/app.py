"""The storefront as an ASGI application: find the shop, see who is there, answer."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from storefront import form_check
from storefront.client import Refused
from storefront.host import House
from storefront.rendering import message, redirect, stray
from storefront.routes import LANDING, ROUTES, Handler, path_in_shop
from storefront.visit import Visit, open_visit

# What a refusal that no page expects says, and with which status.
MESSAGES: Final = {
    "CHECKOUT__IMITATION_READ_ONLY": ("look-only", 403),
    "CHECKOUT__IMITATION_FORBIDDEN": ("closed", 403),
    "FRAMEWORK__RATE_LIMIT_EXCEEDED": ("too-many", 429),
    "VIOLATION::INVALID": ("unreadable", 400),
    "UNAVAILABLE": ("unavailable", 503),
}


class Storefront:
    """Every page of every shop."""

    def __init__(self, house: House) -> None:
        """`house` is all that the pages know of the process."""
        self._house = house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            shop = await self._house.find_shop(request.url)
            if shop is None:
                return stray(request.headers, "no-shop", status=404)
            visit = await open_visit(self._house, shop, request)
        except Exception as fault:  # noqa: BLE001 - without a visit there is no better page
            return self._cannot_tell_who(request, fault)
        try:
            return await _dispatch(visit)
        except Refused as refused:
            return _refused(visit, refused)
        except Exception as fault:  # noqa: BLE001 - a page for the visitor, the rest to the log
            request_id = self._house.report(fault)
            return message(visit, "fault", status=500, request_id=request_id)

    def _cannot_tell_who(self, request: Request, fault: Exception) -> Response:
        """The database is away, most likely: a browser that imitates is told that it may be."""
        if not isinstance(fault, Refused):  # those are in the log of operations
            self._house.report(fault)
        acting = any("imitation" in name for name in request.cookies)
        response = stray(request.headers, "unavailable", status=503, acting=acting)
        response.headers["retry-after"] = "1"
        return response


async def _dispatch(visit: Visit) -> Response:
    path, method = path_in_shop(visit), visit.request.method
    handlers = ROUTES.get(path)
    if handlers is None:
        return message(visit, "not-found", status=404)
    handler: Handler | None = handlers.get("GET" if method == "HEAD" else method)
    if handler is None:
        response = message(visit, "wrong-method", status=405)
        response.headers["allow"] = ", ".join(handlers)
        return response
    if method == "POST" and path != LANDING:
        refusal = await form_check.refuse(visit)
        if refusal is not None:
            return refusal
    return await handler(visit)


def _refused(visit: Visit, refused: Refused) -> Response:
    if refused.code == "CHECKOUT__CUSTOMER_NOT_LOGGED_IN":
        return redirect(visit, "/account/login")
    key, status = MESSAGES.get(refused.code, ("fault", 500))
    response = message(visit, key, status=status, request_id=refused.request_id)
    if refused.retry_after is not None:
        response.headers["retry-after"] = str(refused.retry_after)
    return response
