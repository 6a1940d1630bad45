"""Takes the address and the scheme of a request's client from the headers of trusted proxies."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

LONGEST: Final = 64  # characters of an address with its port, and of a zone
REMEMBERED: Final = 4096  # addresses
# Some proxies name the protocol of a WebSocket; both are the same TLS.
SCHEMES: Final = {b"http": "http", b"https": "https", b"ws": "http", b"wss": "https"}

Address = IPv4Address | IPv6Address


class TrustedProxies:
    """ASGI middleware: what trusted proxies say counts for everything inside."""

    def __init__(self, app: ASGIApp, networks: Sequence[str]) -> None:
        self._app = app
        self._trusts = trusting(networks)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["client"] is not None:
            peer = parse(scope["client"][0])
            if peer is not None and self._trusts(peer):
                self._believe(scope, peer)
        await self._app(scope, receive, send)

    def _believe(self, scope: Scope, proxy: Address) -> None:
        addresses = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
        if addresses:
            scope["client"] = (str(client_of(addresses, proxy, self._trusts)), 0)
        for name, value in scope["headers"]:
            if name == b"x-forwarded-proto":
                scope["scheme"] = SCHEMES.get(value.strip().lower(), scope["scheme"])


def trusting(networks: Sequence[str]) -> Callable[[Address], bool]:
    """Tells whether an address is a trusted proxy's."""
    parsed = [ip_network(network) for network in networks]
    return lru_cache(REMEMBERED)(lambda address: any(address in network for network in parsed))


def client_of(
    headers: Iterable[bytes], proxy: Address, trusts: Callable[[Address], bool]
) -> Address:
    """The nearest address that is no trusted proxy's; only trusted ones appended what is after it.

    What is no address was hidden by the proxy that wrote it, whose own address then counts.
    """
    nearest = proxy
    for entry in reversed(b",".join(headers).decode("latin-1").split(",")):
        if not (entry := entry.strip()):  # RFC 9110, 5.6.1.2: empty elements are ignored
            continue
        address = parse(entry)
        if address is None:
            return nearest
        nearest = address
        if not trusts(address):
            return nearest
    return nearest


def parse(text: str) -> Address | None:
    """The address in `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1` or `[2001:db8::1]:80`."""
    return _parse(text) if len(text) <= LONGEST else None


@lru_cache(REMEMBERED)
def _parse(text: str) -> Address | None:
    host, port = text, ""
    if text.startswith("["):
        host, bracket, port = text[1:].partition("]")
        if not bracket:
            return None
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
        port = f":{port}"
    if port and not _is_port(port):
        return None
    try:
        address = ip_address(host.partition("%")[0])  # a zone has a meaning on one machine alone
    except ValueError:
        return None
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address


def _is_port(text: str) -> bool:
    digits = text.removeprefix(":")
    return text != digits and digits.isascii() and digits.isdigit() and int(digits) < 2**16
