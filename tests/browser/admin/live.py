"""A running `python -m server serve` with a demo shop of its own on a free port."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from db.demo.shop import access_key, demo_id
from tests.browser import asking
from tests.browser.asking import PATIENCE, TLS
from tests.browser.database import ROOT, change, copy, environment

PASSWORD = "imitate-demo"


@dataclass(frozen=True)
class Live:
    """A running server."""

    url: str
    database: Path
    original: Path

    def renew(self) -> None:
        """Put the database back to the demo shop."""
        copy(self.original, self.database)

    @property
    def outlet(self) -> str:
        """The same server under the host name of the channel Outlet: another site."""
        return self.url.replace("127.0.0.1", "localhost")

    def customer(self, name: str) -> str:
        return demo_id("customer", name)

    def ask(self, operation: str, headers: dict[str, str], **variables: Any) -> dict[str, Any]:
        """The answer to an operation of `graphql/`, errors included."""
        return asking.ask(self.url, operation, headers, **variables)

    def agent(self, username: str) -> dict[str, str]:
        """The headers of a user who has just signed in."""
        signed_in = self.ask("admin/user-login", {}, username=username, password=PASSWORD)
        return {"authorization": f"Bearer {signed_in['data']['userLogin']['accessToken']}"}

    def imitate(self, username: str, customer: str, **others: Any) -> dict[str, str]:
        """Start an imitation from another client; the headers of its session in the shop."""
        generated = self.ask(
            "admin/generate-imitate-customer-token",
            self.agent(username),
            customerId=self.customer(customer),
            salesChannelId=demo_id("channel", "Storefront"),
            **others,
        )
        made = generated["data"]["generateImitateCustomerToken"]
        shop = {"sw-access-key": access_key("Storefront")}
        redeemed = self.ask("storefront/imitate-customer-login", shop, token=made["token"])
        return {**shop, "sw-context-token": redeemed["data"]["imitateCustomerLogin"]["token"]}

    def change(self, statement: str, *values: object) -> None:
        """Change the database directly, not through the server."""
        change(self.database, statement, *values)


@contextmanager
def serve(template: Path, folder: Path, **settings: str) -> Iterator[Live]:
    """A server with these settings, until the end of the block."""
    port = _free_port()
    live = Live(f"http://127.0.0.1:{port}", folder / "imitate.db", folder / "original.db")
    copy(template, live.original)
    moved = "UPDATE sales_channel_domains SET url = replace(url, ':8000', ?)"
    change(live.original, moved, f":{port}")
    live.renew()
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "server", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment(live.database, live.url, **settings),
            stdout=log,
            stderr=log,
        )
        try:
            _wait(live, server, folder / "server.log")
            yield live
        finally:
            server.terminate()
            server.wait(PATIENCE)


def _wait(live: Live, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            if httpx.get(f"{live.url}/health/ready", verify=TLS).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"The server did not get ready:\n{log.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
