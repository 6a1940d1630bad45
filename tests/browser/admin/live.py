"""The real server, `python -m server serve`, with a demo shop of its own on a free port."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from db.demo import access_key, demo_id
from tests.clients import document

ROOT = Path(__file__).parents[3]
PASSWORD = "imitate-demo"
PATIENCE = 30  # seconds for whatever should take one: the machine may be busy
PUBLIC = "http://127.0.0.1:8000"  # where the template says that the shop is


@dataclass(frozen=True)
class Live:
    """A running server."""

    url: str
    database: Path

    @property
    def outlet(self) -> str:
        """The same server under the host name of the channel Outlet: another site."""
        return self.url.replace("127.0.0.1", "localhost")

    def customer(self, name: str) -> str:
        return demo_id("customer", name)

    def ask(self, operation: str, headers: dict[str, str], **variables: Any) -> dict[str, Any]:
        """The answer to an operation of `graphql/`, errors and all."""
        body = {"query": document(operation), "variables": variables}
        answer = httpx.post(f"{self.url}/graphql", json=body, headers=headers, timeout=PATIENCE)
        return answer.json()

    def agent(self, username: str) -> dict[str, str]:
        """The headers of a user who has just signed in."""
        signed_in = self.ask("admin/user-login", {}, username=username, password=PASSWORD)
        return {"authorization": f"Bearer {signed_in['data']['userLogin']['accessToken']}"}

    def imitate(self, username: str, customer: str, **others: Any) -> dict[str, str]:
        """Start an imitation, as if from another computer; the headers of its shop."""
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
        """Change the database behind the server's back."""
        with closing(sqlite3.connect(self.database, timeout=PATIENCE)) as connection, connection:
            connection.execute(statement, values)


def environment(database: Path, url: str, **settings: str) -> dict[str, str]:
    """That of the tests, with the settings of a test and no others."""
    ours = {
        "IMITATE_DATABASE_URL": f"sqlite:///{database}",
        "IMITATE_PUBLIC_URL": url,
        "IMITATE_ARGON2_MEMORY": "8",
        "IMITATE_ARGON2_TIME": "1",
        **{f"IMITATE_{name.upper()}": value for name, value in settings.items()},
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith("IMITATE_")}
    return {**others, **ours}


def make_template(folder: Path) -> Path:
    """A database with the demo shop, to be copied."""
    database = folder / "template.db"
    command = [sys.executable, "-m", "server", "demo", "--customers", "60"]
    subprocess.run(command, cwd=ROOT, env=environment(database, PUBLIC), check=True, timeout=120)
    return database


@contextmanager
def serve(template: Path, folder: Path, **settings: str) -> Iterator[Live]:
    """A server with these settings, until the end of the block."""
    port = _free_port()
    live = Live(f"http://127.0.0.1:{port}", folder / "imitate.db")
    shutil.copy(template, live.database)
    live.change("UPDATE sales_channel_domains SET url = replace(url, ':8000', ?)", f":{port}")
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
            if httpx.get(f"{live.url}/health/ready").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"The server did not get ready:\n{log.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
