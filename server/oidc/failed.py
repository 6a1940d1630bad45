"""The clean page of a callback that was refused: its address names the kind of failure alone.

The address of the callback holds a code and a state, which would stay in the browser's history and
in pictures of the screen. The number of the request comes in a cookie.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from auth.sign_in.oidc.refusals import Advice
from server.oidc import cookie
from server.oidc.page import page
from server.responses import refuse
from server.settings.settings import Settings

CAUSE = "cause"


def lead_to(path: str, advice: Advice, *, request_id: str, settings: Settings) -> Response:
    """Lead the browser to the clean page at this path."""
    headers = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
    response = RedirectResponse(f"{path}?{CAUSE}={advice}", 303, headers=headers)
    cookie.keep_number(response, request_id, settings)
    return response


class FailedPage:
    """Only GET is served, and only for the causes that there are."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = self._answer(Request(scope, receive))
        await response(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        if request.method != "GET":
            return refuse(405, "Only GET is served.", headers={"allow": "GET"})
        try:
            advice = Advice(request.query_params.get(CAUSE, ""))
        except ValueError:
            return refuse(404, "There is no such page.")
        language = request.headers.get("accept-language", "")
        number = cookie.number(request, self._settings)
        return page(advice, accept_language=language, request_id=number)
