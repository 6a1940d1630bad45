"""Posts a body to a webhook: no redirects, no proxies of the environment, ten seconds in all."""

import asyncio
import ssl
from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import httpcore2
import structlog

from auth.webhooks.addresses import AddressRules
from auth.webhooks.retries import ANSWER
from server.faults import names_of
from server.outgoing.checked_network import AddressRefused, CheckedNetwork, Resolve, resolve
from server.version import __version__

log = structlog.get_logger()

NOT_ANSWERED: Final = "webhook.not_answered"


class Poster:
    """Sends to the addresses that the rules allow, over a new connection each time."""

    def __init__(
        self,
        rules: AddressRules,
        *,
        resolve: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
        within: timedelta = ANSWER,
    ) -> None:
        """`resolve` and `tls` replace the names and the certificates that this machine knows."""
        self._within = within.total_seconds()
        self._https_only = rules.https_only
        self._network = CheckedNetwork(rules, resolve)
        self._tls = tls

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int | None:
        """The status of the answer; None where none came in time, or none may be asked for.

        The log names the message and the fault, never the URL, which may hold a key.
        """
        try:
            async with asyncio.timeout(self._within):
                return await self._status(url, headers, body)
        except Exception as fault:  # noqa: BLE001 - whatever a receiver does is an attempt without an answer
            log.info(NOT_ANSWERED, message=headers["webhook-id"], **names_of(fault))
            return None

    async def _status(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """The body of the answer is not read: it may be endless.

        The scheme is looked at again: the URL may have been stored where http was allowed.
        """
        if self._https_only and urlsplit(url).scheme != "https":
            raise AddressRefused
        named = {"host": urlsplit(url).netloc, "user-agent": f"imitate/{__version__}", **headers}
        sent = list(named.items())
        if self._tls is None:  # reading the certificates takes milliseconds
            self._tls = await asyncio.to_thread(httpcore2.default_ssl_context)
        connection = httpcore2.AsyncHTTPConnection(
            httpcore2.URL(url).origin, ssl_context=self._tls, network_backend=self._network
        )
        try:
            async with connection.stream("POST", url, headers=sent, content=body) as answer:
                return answer.status
        finally:
            await connection.aclose()
