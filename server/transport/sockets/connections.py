"""The open connections of a process, and which of them gives way to a new one.

uvicorn's own limit counts every connection alike, so that silent ones keep out those that ask.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import structlog

from auth.sign_in.throttle import network
from server.settings.transport import TransportSettings
from server.transport.proxies import parse, trusting

log = structlog.get_logger()

PAUSE: Final = 60.0  # seconds between two log lines: strangers must not fill the log


class Standing(IntEnum):
    """What a connection is there for at this moment; the lowest gives way first."""

    SILENT = 0  # it has sent no whole head of a request yet
    KEPT = 1  # it is kept alive between two requests
    HELD_UP = 2  # its client has not sent the whole body, or does not read the answer
    BUSY = 3  # the server works for it; it never gives way


BUSY: Final = Standing.BUSY  # a member of an enumeration is slow to look up


@dataclass(eq=False, slots=True)
class Connection:
    """One open connection."""

    peer: str  # an IPv4 address or an IPv6 /64 network
    is_proxy: bool
    close: Callable[[], None]
    standing: Standing | None = None  # None: it has no place yet, or none any more
    is_closed: bool = False


# For each standing but BUSY the connections of each peer, the longest in it first.
Waiting = Sequence[dict[str, dict[Connection, None]]]


def first_to_give_way(waiting: Waiting) -> Connection | None:
    """Of the lowest standing, and of the peer that has the most in it, the longest in it."""
    for peers in waiting:
        if peers:
            most: dict[Connection, None] = max(peers.values(), key=len)
            return next(iter(most))
    return None


class Connections:
    """Knows every open connection; a full process closes one that waits for each new one.

    A peer that has its share gives way itself. Trusted proxies stand for many clients: they have no
    share, and give way only to each other.
    """

    def __init__(self, limits: TransportSettings) -> None:
        """None is open yet."""
        self._limit = limits.limit_connections
        self._share = limits.limit_address_connections
        self._trusts = trusting(limits.trusted_proxies)
        self._strangers: Waiting = [{} for _ in range(BUSY)]
        self._proxies: Waiting = [{} for _ in range(BUSY)]
        self._of_peer: Counter[str] = Counter()
        self._open = 0
        self._given_way = 0  # since the last log line
        self._quiet_until = 0.0

    def open(self, address: str, close: Callable[[], None]) -> Connection:
        """A new one from this address. It takes a place when it asks, or by `settle`."""
        parsed = parse(address)
        is_proxy = parsed is not None and self._trusts(parsed)
        return Connection(network(address), is_proxy, close)

    def settle(self, connection: Connection) -> None:
        """A turn of the loop after it came: one that waits gives way where there are too many.

        Those that came together have been read by then, so that none seems silent that has asked.
        """
        if connection.standing is None:
            self.may_ask(connection)
            self.stand(connection, Standing.SILENT)

    def may_ask(self, connection: Connection) -> bool:
        """Whether its request is served: another one may have to give way to it."""
        if connection.is_closed:
            return False
        if connection.standing is None:
            connection.standing = BUSY
            self._open += 1
            self._of_peer[connection.peer] += 1
        self.stand(connection, BUSY)
        return self._make_room(connection)

    def stand(self, connection: Connection, standing: Standing) -> None:
        """Note what it is there for now."""
        before = connection.standing
        if before is None or before is standing:
            return
        if before is not BUSY:
            self._leave(connection, before)
        connection.standing = standing
        if standing is not BUSY:
            self._enter(connection, standing)

    def forget(self, connection: Connection) -> None:
        """It is closed."""
        connection.is_closed = True
        if connection.standing is None:
            return
        self.stand(connection, BUSY)
        connection.standing = None
        self._open -= 1
        self._of_peer[connection.peer] -= 1
        if not self._of_peer[connection.peer]:
            del self._of_peer[connection.peer]

    def _make_room(self, connection: Connection) -> bool:
        """False where there is none: those that could give way are busy."""
        if self._open <= self._limit and self._has_share(connection):  # as good as always
            return True
        of_peer = self._has_share(connection) or self._end(self._own_to_give_way(connection.peer))
        in_all = self._open <= self._limit or self._end(self._any_to_give_way(connection))
        return of_peer and in_all

    def _has_share(self, connection: Connection) -> bool:
        return connection.is_proxy or self._of_peer[connection.peer] <= self._share

    def _own_to_give_way(self, peer: str) -> Connection | None:
        return first_to_give_way([{peer: of[peer]} for of in self._strangers if peer in of])

    def _any_to_give_way(self, connection: Connection) -> Connection | None:
        found = first_to_give_way(self._strangers)
        return first_to_give_way(self._proxies) if found is None and connection.is_proxy else found

    def _end(self, connection: Connection | None) -> bool:
        if connection is None:
            return False
        self.forget(connection)
        connection.close()
        self._tell()
        return True

    def _tell(self) -> None:
        self._given_way += 1
        if time.monotonic() >= self._quiet_until:
            log.warning("connections.gave_way", closed=self._given_way, open=self._open)
            self._given_way = 0
            self._quiet_until = time.monotonic() + PAUSE

    def _enter(self, connection: Connection, standing: Standing) -> None:
        waiting = self._proxies if connection.is_proxy else self._strangers
        waiting[standing].setdefault(connection.peer, {})[connection] = None

    def _leave(self, connection: Connection, standing: Standing) -> None:
        peers = (self._proxies if connection.is_proxy else self._strangers)[standing]
        own = peers[connection.peer]
        del own[connection]
        if not own:
            del peers[connection.peer]
