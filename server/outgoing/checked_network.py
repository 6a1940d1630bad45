"""Connects to a host only where each of its addresses is allowed, and to the address it checked.

A name may lead elsewhere at the next question (DNS rebinding), so it is asked once.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, Final

from httpcore2 import AnyIOBackend, AsyncNetworkStream, ConnectError, ConnectTimeout

from auth.webhooks.addresses import AddressRules

MOST: Final = 4  # addresses that are tried
EACH: Final = 3  # seconds for one of several addresses
# A question that is given up goes on in its thread for as long as name servers are silent. The few
# threads of the event loop also find the database, so webhooks and providers have others.
_THREADS: Final = ThreadPoolExecutor(64, thread_name_prefix="names")

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class AddressRefused(Exception):
    """The host has an address to which nothing is sent."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, each once, in the order in which they are to be tried."""
    ask = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = await asyncio.get_running_loop().run_in_executor(_THREADS, ask)
    except OSError as error:
        raise ConnectError from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class CheckedNetwork(AnyIOBackend):
    """The network of a client; TLS and the header Host go on naming the host."""

    def __init__(self, rules: AddressRules | None, resolve: Resolve = resolve) -> None:
        """`resolve` asks for the addresses of a host and a port. Without rules all are allowed."""
        self._rules = rules
        self._resolve = resolve

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> AsyncNetworkStream:
        """Connect to the first address that answers; raises AddressRefused or ConnectError."""
        addresses = await self._resolve(host, port)
        if self._rules is not None and not all(map(self._rules.allow, addresses)):
            raise AddressRefused
        *earlier, last = addresses[:MOST]
        for address in earlier:
            with suppress(ConnectError, ConnectTimeout):
                return await super().connect_tcp(address, port, EACH, local_address, socket_options)
        return await super().connect_tcp(last, port, timeout, local_address, socket_options)
