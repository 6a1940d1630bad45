"""The storefront as an ASGI application: it finds the shop, opens the visit and answers a page."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from storefront import form_check
from storefront.client import Refused
from storefront.host import Host
from storefront.pages.imitation import redeem
from storefront.rendering import message, page_without_shop, redirect
from storefront.routes import END, Handler, handlers_of
from storefront.visit import Visit, open_visit

# The message and the status for a refusal that the page itself does not handle, by error code.
MESSAGES: Final = {
    "CHECKOUT__IMITATION_READ_ONLY": ("look-only", 403),
    "CHECKOUT__IMITATION_FORBIDDEN": ("closed", 403),
    "FRAMEWORK__RATE_LIMIT_EXCEEDED": ("too-many", 429),
    "VIOLATION::INVALID": ("unreadable", 400),
    "UNAVAILABLE": ("unavailable", 503),
}


class Storefront:
    """Answers the pages of every shop."""

    def __init__(self, host: Host) -> None:
        """`host` is all that the pages know of the process."""
        self._host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            shop = await self._host.find_shop(request)
            if shop is None:
                return page_without_shop(request.headers, "no-shop", status=404)
            visit = await open_visit(self._host, shop, request)
        except Exception as fault:  # noqa: BLE001 - without a visit there is no better page
            return self._without_visit(request, fault)
        try:
            return await _dispatch(visit)
        except Refused as refused:
            return _refused(visit, refused)
        except OSError as fault:  # no file handle is left, for example
            return self._without_visit(request, fault)
        except Exception as fault:  # noqa: BLE001 - a page for the visitor, the rest to the log
            request_id = self._host.report(fault)
            return message(visit, "fault", status=500, request_id=request_id)

    def _without_visit(self, request: Request, fault: Exception) -> Response:
        """The session cannot be looked up, or no page made; usually the database is away.

        A browser with an imitation's cookie is told that it may act as a customer.
        """
        if not isinstance(fault, Refused):  # a refused operation has its line in the log already
            self._host.report(fault)
        may_imitate = any("imitation" in name for name in request.cookies)
        response = page_without_shop(
            request.headers, "unavailable", status=503, may_imitate=may_imitate
        )
        response.headers["retry-after"] = "1"
        return response


async def _dispatch(visit: Visit) -> Response:
    path, method = visit.path, visit.request.method
    handlers = handlers_of(visit, path)
    if handlers is None:
        return message(visit, "not-found", status=404)
    handler: Handler | None = handlers.get("GET" if method == "HEAD" else method)
    if handler is None:
        response = message(visit, "wrong-method", status=405)
        response.headers["allow"] = ", ".join(handlers)
        return response
    if method == "POST" and handler is not redeem:  # that form comes from the admin
        refusal = await form_check.read_form(visit)
        if refusal is not None:
            return message(visit, refusal.message, status=refusal.status)
        if visit.imitation_ended and path != END:
            # A change that was meant for the customer's account must not reach the visitor's own.
            return message(visit, "nothing-done", status=409)
    return await handler(visit)


def _refused(visit: Visit, refused: Refused) -> Response:
    if refused.code == "CHECKOUT__CUSTOMER_NOT_LOGGED_IN":
        return redirect(visit, "/account/login")
    key, status = MESSAGES.get(refused.code, ("fault", 500))
    response = message(visit, key, status=status, request_id=refused.request_id)
    if refused.retry_after is not None:
        response.headers["retry-after"] = str(refused.retry_after)
    return response
