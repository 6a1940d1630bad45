"""Opens the sockets on which the server listens, before anything else is done."""

import errno
import socket
from typing import Final

BACKLOG: Final = 2048  # connections that wait to be accepted; the same as uvicorn's
AT_ONCE: Final = 8  # connections that are accepted in one turn of the event loop
UNREAD: Final = 60_000  # milliseconds; a client that reads nothing for so long is gone
ABSENT: Final = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)  # localhost has ::1, a machine may not


class CannotListen(Exception):
    """The port or the host cannot be used. The text says why."""

    def __init__(self, host: str, port: int, error: OSError) -> None:
        if error.errno == errno.EADDRINUSE:
            text = f"Port {port} is in use: stop what uses it, or choose another with --port."
        else:
            text = f"The server cannot listen on {host}, port {port}: {error.strerror}."
        super().__init__(text)


def open_sockets(host: str, port: int) -> list[socket.socket]:
    """A socket for each address of the host; port 0 is any free one. Raises CannotListen."""
    sockets: list[socket.socket] = []
    try:
        for family, address in _addresses(host, port):
            sockets.append(_bind(family, (address, port_of(sockets) if sockets else port)))
    except OSError as error:
        if error.errno not in ABSENT or not sockets:
            close(sockets)
            raise CannotListen(host, port, error) from None
    return sockets


def listen(sockets: list[socket.socket]) -> None:
    """Accept connections from now on; raises CannotListen if another process was faster."""
    try:
        for each in sockets:
            each.listen(BACKLOG)
    except OSError as error:
        host, port = sockets[0].getsockname()[:2]
        raise CannotListen(host, port, error) from None


def handles_of(sockets: list[socket.socket]) -> list[socket.socket]:
    """The sockets, and further handles of each of them.

    uvloop accepts one connection from a handle in a turn of its loop. Of clients that connect at
    the same time the last would else wait until the first have been answered dozens of times.
    """
    return [*sockets, *(each.dup() for each in sockets for _ in range(AT_ONCE - 1))]


def port_of(sockets: list[socket.socket]) -> int:
    """The port of the sockets."""
    return int(sockets[0].getsockname()[1])


def close(sockets: list[socket.socket]) -> None:
    """Give the port back."""
    for each in sockets:
        each.close()


def _addresses(host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
    """IPv4 first, each once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return sorted({(family, str(address[0])) for family, _, _, _, address in found})


def _bind(family: socket.AddressFamily, address: tuple[str, int]) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; every connection inherits it
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind(address)
    except OSError:
        opened.close()
        raise
    return opened
