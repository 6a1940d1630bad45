"""The unmodified npm package @shopware/api-client, in a page of another origin."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error

from tests.browser.database import copy
from tests.support.seed.npm_client import FOLDER, check, given, install
from tests.support.servers import served


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


@pytest.fixture
def page_origin() -> Iterator[str]:
    """The origin of the headless shop: a server of static files."""
    install()
    handler = partial(_Quiet, directory=str(FOLDER))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


def run_in(browser: Browser, origin: str, url: str) -> dict[str, object]:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{origin}/index.html")
        page.wait_for_function("globalThis.run !== undefined")
        report: dict[str, object] = page.evaluate("given => run(given)", given(url))
        assert context.cookies() == []
        return report


def test_the_whole_way_in_a_page_of_another_origin(
    browser: Browser, page_origin: str, template: Path, tmp_path: Path
) -> None:
    database = tmp_path / "shop.db"
    copy(template, database)

    with served(tmp_path, database_url=f"sqlite:///{database}", cors_origins=page_origin) as server:
        report = run_in(browser, page_origin, server.url)

    check(report)


def test_pages_of_unknown_origins_get_nothing(
    browser: Browser, page_origin: str, template: Path, tmp_path: Path
) -> None:
    database = tmp_path / "shop.db"
    copy(template, database)

    with (
        served(tmp_path, database_url=f"sqlite:///{database}") as server,
        pytest.raises(Error, match="Failed to fetch"),
    ):
        run_in(browser, page_origin, server.url)
