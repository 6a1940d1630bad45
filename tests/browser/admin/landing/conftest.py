"""An admin on 127.0.0.1 and foreign shops on localhost: two sites for a browser."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.admin.landing.kits import KITS, Foreign, serving
from tests.browser.admin.live import Live, serve
from tests.browser.admin.people import SignIn, open_customer
from tests.browser.database import copy
from tests.support.servers import free_port

Enter = Callable[..., Page]
BESIDE = {"php"}  # what needs a program that PyPI and npm do not have


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "foreign" in metafunc.fixturenames:
        kits = [
            pytest.param(kit, marks=pytest.mark.beside) if kit in BESIDE else kit for kit in KITS
        ]
        metafunc.parametrize("foreign", kits, indirect=True)


@pytest.fixture(scope="session")
def support(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The server whose users enter foreign shops."""
    with serve(template, tmp_path_factory.mktemp("support")) as live:
        yield live


@pytest.fixture(scope="session")
def open_foreign(
    support: Live, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Foreign]]:
    """Starts the shop of a kit when it is first asked for, with its sales channel."""
    with ExitStack() as stack:

        @cache
        def start(kit: str) -> Foreign:
            port = free_port()
            command = KITS[kit](port)
            channel = _channel(support, kit, port)
            log = tmp_path_factory.mktemp("foreign") / "shop.log"
            foreign = Foreign(kit, f"http://localhost:{port}", channel["id"], log)
            key = channel["accessKey"]
            stack.enter_context(
                serving(foreign, command, IMITATE_URL=support.url, IMITATE_ACCESS_KEY=key)
            )
            return foreign

        yield start


@pytest.fixture
def foreign(
    request: pytest.FixtureRequest, open_foreign: Callable[[str], Foreign], support: Live
) -> Foreign:
    """The shop of one kit; nothing has happened at imitate yet."""
    support.renew()
    return open_foreign(request.param)


@pytest.fixture
def enter(support: Live, page: Page, context: BrowserContext, sign_in: SignIn) -> Enter:
    """Goes from bob's card through the dialog into the shop, and answers its tab."""
    # Refusals are pages without an icon: the browser would ask for one, and complain.
    context.route("**/favicon.ico", lambda route: route.fulfill(status=204))

    def through_the_dialog(foreign: Foreign, *, look_only: bool = False) -> Page:
        sign_in(support, "alice")
        open_customer(page, support, "bob")
        page.get_by_role("button", name="Log in as customer").click()
        if look_only:
            page.get_by_role("radio", name="Look only").check()
        with context.expect_page() as opened:
            page.get_by_role("button", name=f"{foreign.url} en-GB").click()
        expect(opened.value).to_have_url(f"{foreign.url}/account")
        return opened.value

    return through_the_dialog


def _channel(support: Live, kit: str, port: int) -> dict[str, Any]:
    domain = {"url": f"http://localhost:{port}", "language": "en-GB", "currency": "EUR"}
    wanted = {"name": f"Shop on {kit}", "type": "EXTERNAL", "domains": [domain]}
    support.renew()
    answer = support.ask("admin/create-sales-channel", support.agent("admin"), input=wanted)
    made: dict[str, Any] = answer["data"]["createSalesChannel"]
    copy(support.database, support.original)  # so that it is there in every test
    return made
