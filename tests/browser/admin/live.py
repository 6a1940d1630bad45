"""A running `python -m server serve` with a demo shop of its own on a free port."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.demo.shop import access_key, demo_id
from tests.browser import asking
from tests.browser.database import change, copy
from tests.support.engines.kept import CHEAP
from tests.support.servers import free_port, served
from tests.support.shop import PASSWORD

# Webhooks may be sent to this machine.
RECEIVERS: dict[str, Any] = {"webhook_allow_networks": "127.0.0.0/8"}


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
def serve(template: Path, folder: Path, **settings: Any) -> Iterator[Live]:
    """A server with these settings, until the end of the block."""
    port = free_port()
    live = Live(f"http://127.0.0.1:{port}", folder / "imitate.db", folder / "original.db")
    copy(template, live.original)
    moved = "UPDATE sales_channel_domains SET url = replace(url, ':8000', ?)"
    change(live.original, moved, f":{port}")
    live.renew()
    database = f"sqlite:///{live.database}"
    with served(folder, port=port, database_url=database, **CHEAP, **RECEIVERS, **settings):
        yield live
