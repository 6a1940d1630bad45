"""Steps that users repeat in the administration."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route

from tests.browser.admin.live import Live
from tests.support.clients import document
from tests.support.shop import PASSWORD

Serve = Callable[..., Live]
SignIn = Callable[[Live, str], None]
NAMES = {
    "bob": "Bob Builder",
    "carol": "Carol Carter",
    "dave": "Dave Dormant",
    "gina": "Gina Guest",
    "heidi": "Heidi Hidden",
}


def sign_in(page: Page, live: Live, username: str) -> None:
    """Give the browser a user's cookie without the sign-in form."""
    body = {
        "query": document("admin/user-login"),
        "variables": {"username": username, "password": PASSWORD},
    }
    answer = page.request.post(
        f"{live.url}/graphql", data=body, headers={"origin": live.url}
    ).json()
    assert answer["data"], answer


def open_customer(page: Page, live: Live, name: str) -> None:
    page.goto(f"{live.url}/admin/customers/{live.customer(name)}")
    page.get_by_role("heading", name=NAMES[name], level=1).wait_for()


def hold_back(page: Page, operation: str) -> list[Route]:
    """Requests for the operation, held until the test continues them."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        sent: dict[str, Any] = route.request.post_data_json or {}
        if f" {operation}(" in sent.get("query", ""):
            held.append(route)
        else:
            route.continue_()

    page.route("**/graphql", keep)
    return held


def answer_with(page: Page, operation: str, body: dict[str, Any]) -> None:
    """Answer the operation instead of the server."""

    def answer(route: Route) -> None:
        sent: dict[str, Any] = route.request.post_data_json or {}
        if f" {operation}" in sent.get("query", ""):
            route.fulfill(json=body)
        else:
            route.continue_()

    page.route("**/graphql", answer)
