"""Asks a provider by HTTP: five seconds in all, bounded answers, no redirects, TLS verified.

The operator chose the address, which may be internal: the rules for webhooks do not apply.
"""

import asyncio
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpcore2

from server.outgoing.checked_network import CheckedNetwork
from server.version import __version__

WITHIN: Final = 5.0  # seconds
LARGEST: Final = 262_144  # bytes of an answer


class NotAnswered(Exception):
    """No usable answer came. The text is the kind of fault, without an address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and an object; the object is empty where the body is no JSON object."""

    status: int
    body: Mapping[str, Any]


class Fetcher:
    """A new connection for each question: they are rare, and a pool would outlive a key's host."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, within: float = WITHIN) -> None:
        """`tls` replaces the certificates of this machine, which SSL_CERT_FILE can name."""
        self._tls = tls
        self._network = CheckedNetwork(None)  # it finds names in threads of its own
        self._within = within

    async def get(self, url: str, *, bearer: str | None = None) -> Answer:
        """Ask for an object; raises NotAnswered."""
        headers = {} if bearer is None else {"authorization": f"Bearer {bearer}"}
        return await self._ask("GET", url, headers, None)

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send a form; raises NotAnswered."""
        form = {"content-type": "application/x-www-form-urlencoded"}
        return await self._ask("POST", url, {**form, **headers}, body)

    async def _ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        try:
            async with asyncio.timeout(self._within):
                return await self._exchange(method, url, headers, body)
        except NotAnswered:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever a provider does is no answer
            raise NotAnswered(type(fault).__name__) from None

    async def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        named = {
            "host": urlsplit(url).netloc,
            "user-agent": f"imitate/{__version__}",
            "accept": "application/json",
            **headers,
        }
        if body is not None:
            named["content-length"] = str(len(body))
        if self._tls is None:  # reading the certificates takes milliseconds
            self._tls = await asyncio.to_thread(ssl.create_default_context)
        connection = httpcore2.AsyncHTTPConnection(
            httpcore2.URL(url).origin, ssl_context=self._tls, network_backend=self._network
        )
        try:
            async with connection.stream(
                method, url, headers=list(named.items()), content=body
            ) as answer:
                received = bytearray()
                async for part in answer.aiter_stream():
                    received += part
                    if len(received) > LARGEST:
                        raise NotAnswered("TooLarge")
                return Answer(answer.status, _object(bytes(received)))
        finally:
            await connection.aclose()


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
