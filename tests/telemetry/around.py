"""What a server talks to by itself, in a thread: a provider of OpenID Connect, and a receiver."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.sign_in.oidc.provider import CLIENT, SECRET, Provider, serving
from tests.telemetry.canaries import Canaries
from tests.webhooks.receiver import Receiver, receiving

SENT = ("code", "code_verifier", "refresh_token", "client_secret")
GIVEN = ("access_token", "id_token", "refresh_token")


@dataclass
class NotedProvider(Provider):
    """Remembers every secret that it is sent and that it gives."""

    canaries: Canaries = field(default_factory=Canaries)

    def variables(self) -> dict[str, str]:
        """The settings of a server whose users sign in here."""
        own = {
            "issuer": self.issuer,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "roles": "agents=Support",
            "create_users": "1",
        }
        named = {f"oidc_{self.name}_{name}": value for name, value in own.items()}
        return {"oidc_providers": self.name, **named}

    def answer(self, path: str, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        status, found = super().answer(path, form, authorization)
        given = [found[name] for name in GIVEN if isinstance(found.get(name), str)]
        sent = [form[name] for name in SENT if name in form]
        self.canaries.issued.update([*given, *sent, SECRET, *authorization.split(" ")[1:]])
        return status, found


@contextmanager
def around(canaries: Canaries) -> Iterator[tuple[NotedProvider, Receiver]]:
    """Both answer until the end of the block."""
    provider = NotedProvider(lambda: datetime.now(UTC), canaries=canaries)
    receiver, loop = Receiver(), asyncio.new_event_loop()
    listens, over = threading.Event(), asyncio.Event()

    async def answer() -> None:
        async with serving(provider), receiving(receiver):
            listens.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=[answer()])
    thread.start()
    assert listens.wait(60)
    yield provider, receiver
    loop.call_soon_threadsafe(over.set)
    thread.join()
    loop.close()
