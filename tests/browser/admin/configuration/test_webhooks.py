"""An administrator creates a webhook, tests it, reads its log, and sends a delivery again."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from playwright.sync_api import Page, expect
from standardwebhooks import Webhook

from tests.browser.admin.configuration.conftest import LookAt, kept
from tests.browser.admin.live import Live
from tests.browser.admin.people import SignIn


class Receiver(ThreadingHTTPServer):
    """Answers with `status`, and keeps what it got."""

    status = 500

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: list[tuple[str, dict[str, str]]] = []


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["content-length"])).decode()
        self.server.got.append((text, {key.lower(): value for key, value in self.headers.items()}))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    with Receiver() as receiver:
        Thread(target=receiver.serve_forever, daemon=True).start()
        yield receiver
        receiver.shutdown()


def test_a_test_is_delivered_and_sent_again(
    live: Live, page: Page, sign_in: SignIn, look_at: LookAt
) -> None:
    sign_in(live, "admin")
    page.goto(f"{live.url}/admin/webhooks")
    with receiving() as receiver:
        page.get_by_role("button", name="New webhook").click()
        page.get_by_label("Address").fill(f"http://127.0.0.1:{receiver.server_port}/hooks/key")
        page.get_by_role("button", name="Create").click()
        expect(page.get_by_role("alert")).to_have_text("Please choose one event or more.")
        page.get_by_role("checkbox", name="Imitation started").check()
        page.get_by_role("button", name="Create").click()
        dialog = page.get_by_role("dialog", name="Signing secret of the webhook")
        secret = dialog.locator("code").inner_text()
        assert secret not in kept(page)
        dialog.get_by_role("button", name="I have stored it").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            f"127.0.0.1:{receiver.server_port}"
        )

        page.get_by_role("button", name="Send test").click()
        expect(page.get_by_role("cell", name="HTTP 500")).to_be_visible()
        expect(page.get_by_text("Failing since")).to_be_visible()
        look_at("webhook")
        receiver.status = 204
        page.get_by_role("button", name="again").click()
        expect(page.get_by_role("cell", name="HTTP 204")).to_be_visible()
        expect(page.get_by_text("Failing since")).to_have_count(0)
        page.get_by_label("State").select_option("Failed")
        expect(page.get_by_role("row")).to_have_count(2)
        expect(page).to_have_url(f"{page.url.partition('?')[0]}?state=FAILED")

    assert len(receiver.got) == 2
    for text, headers in receiver.got:
        Webhook(secret).verify(text, headers)
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("There are no webhooks yet.")).to_be_visible()
