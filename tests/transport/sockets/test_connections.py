"""Which connection gives way where there are too many, and to which one."""

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.settings.transport import TransportSettings
from server.transport.sockets.connections import Connection, Connections, Standing

SILENT, KEPT, HELD_UP, BUSY = Standing
LIMIT, SHARE = 10, 5
PROXY = "10.0.0.1"
A, B, C = "192.0.2.1", "192.0.2.2", "192.0.2.3"


class Process:
    """Connections by name; those that were closed, in order."""

    def __init__(self) -> None:
        self.known = Connections(
            TransportSettings(
                limit_connections=LIMIT,
                limit_address_connections=SHARE,
                trusted_proxies=("10.0.0.0/8",),
            )
        )
        self.open: dict[str, Connection] = {}
        self.closed: list[str] = []

    def connect(self, name: str, address: str, standing: Standing = SILENT) -> None:
        self.open[name] = self.known.open(address, lambda: self.closed.append(name))
        self.known.settle(self.open[name])
        self.known.stand(self.open[name], standing)

    def fill(self, address: str, standings: Sequence[Standing], prefix: str = "") -> None:
        for number, standing in enumerate(standings):
            self.connect(f"{prefix or address}/{number}", address, standing)

    def asks(self, name: str) -> bool:
        return self.known.may_ask(self.open[name])


@pytest.fixture
def process() -> Process:
    return Process()


@pytest.mark.parametrize(
    ("standings", "closed"),
    [
        ([SILENT] * 5, ["0"]),
        ([KEPT, SILENT, KEPT, SILENT, KEPT], ["1"]),
        ([BUSY, KEPT, HELD_UP, KEPT, BUSY], ["1"]),
        ([BUSY, HELD_UP, BUSY, HELD_UP, BUSY], ["1"]),
        ([BUSY] * 5, []),
        ([SILENT] * 4, []),
    ],
)
def test_of_an_address_with_its_share_the_one_gives_way_that_matters_least(
    process: Process, standings: list[Standing], closed: list[str]
) -> None:
    process.fill(A, standings)

    process.connect("new", A)

    assert process.closed == [f"{A}/{number}" for number in closed]
    assert process.asks("new") == (standings != [BUSY] * 5)


@pytest.mark.parametrize(
    ("of_a", "of_b", "closed"),
    [
        # The address that has the most of the lowest standing.
        ([SILENT] * 5, [SILENT] * 5, f"{A}/0"),
        ([SILENT] * 2 + [BUSY] * 3, [SILENT] * 3 + [BUSY] * 2, f"{B}/0"),
        ([KEPT] * 5, [BUSY] * 4 + [SILENT], f"{B}/4"),
        ([KEPT] * 5, [HELD_UP] * 5, f"{A}/0"),
        ([BUSY] * 5, [HELD_UP] * 5, f"{B}/0"),
        ([BUSY] * 5, [BUSY] * 5, None),
    ],
)
def test_of_a_full_process_the_one_gives_way_that_matters_least(
    process: Process, of_a: list[Standing], of_b: list[Standing], closed: str | None
) -> None:
    process.fill(A, of_a)
    process.fill(B, of_b)

    process.connect("new", C)

    assert process.closed == ([closed] if closed else [])
    assert process.asks("new") == (closed is not None)


def test_the_longest_in_a_standing_gives_way(process: Process) -> None:
    process.fill(A, [KEPT] * 5)
    assert process.asks(f"{A}/0")
    process.known.stand(process.open[f"{A}/0"], KEPT)  # it has just been answered

    process.connect("new", A)

    assert process.closed == [f"{A}/1"]


def test_one_without_room_gives_way_to_the_next(process: Process) -> None:
    """So a full process never holds more than one above its limit."""
    for address in (A, B):
        process.fill(address, [BUSY] * SHARE)
    process.fill(C, [SILENT] * 3)

    assert process.closed == [f"{C}/0", f"{C}/1"]


def test_of_those_that_come_together_none_gives_way_that_asks(process: Process) -> None:
    come = [process.known.open(f"198.51.100.{number}", pytest.fail) for number in range(LIMIT + 1)]

    served = [process.known.may_ask(each) for each in come]
    for each in come:
        process.known.settle(each)

    assert served == [True] * LIMIT + [False]


def test_one_that_is_gone_before_it_has_a_place_takes_none(process: Process) -> None:
    process.fill(A, [SILENT] * SHARE)
    gone = process.known.open(A, pytest.fail)

    process.known.forget(gone)
    process.known.settle(gone)

    assert not process.known.may_ask(gone)
    assert process.closed == []


def test_room_is_there_again_after_a_close(process: Process) -> None:
    for address in (A, B):
        process.fill(address, [BUSY] * SHARE)
    process.connect("new", C)

    process.known.forget(process.open[f"{A}/0"])

    assert process.asks("new")
    assert process.closed == []


def test_trusted_proxy_has_no_share_and_gives_way_to_no_stranger(process: Process) -> None:
    process.fill(PROXY, [KEPT] * LIMIT)
    assert process.closed == []

    process.connect("stranger", A)

    assert process.closed == []
    assert not process.asks("stranger")


def test_strangers_give_way_to_a_trusted_proxy_and_then_proxies_do(process: Process) -> None:
    process.fill(PROXY, [KEPT] * (LIMIT - 1))
    process.connect("stranger", A, HELD_UP)

    process.fill(PROXY, [BUSY, BUSY], "new")

    assert process.closed == ["stranger", f"{PROXY}/0"]


@pytest.mark.parametrize(
    ("addresses", "is_one"),
    [
        (["2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff"], True),
        (["2001:db8::1", "2001:db8:0:1::1"], False),
        (["::ffff:192.0.2.1", "192.0.2.1"], True),
        (["192.0.2.1", "192.0.2.2"], False),
        (["", ""], True),  # it was gone before its address was asked for
    ],
)
def test_share_is_of_an_ipv4_address_or_an_ipv6_network(
    process: Process, addresses: list[str], *, is_one: bool
) -> None:
    first, second = addresses
    process.fill(first, [SILENT] * SHARE)

    process.connect("new", second)

    assert bool(process.closed) == is_one


@given(
    st.lists(
        st.tuples(st.sampled_from([A, B, C, PROXY]), st.sampled_from(list(Standing))), max_size=80
    )
)
def test_whatever_comes_the_limits_hold(arrivals: list[tuple[str, Standing]]) -> None:
    """One may be above a limit: that for which no room was found, until it asks and is refused."""
    process = Process()
    for number, (address, standing) in enumerate(arrivals):
        name = str(number)
        process.connect(name, address)
        if standing is not SILENT:
            if process.asks(name):
                process.known.stand(process.open[name], standing)
            else:
                process.known.forget(process.open[name])

        left = [each.peer for each in process.open.values() if each.standing is not None]
        assert len(left) <= LIMIT + 1
        assert all(left.count(stranger) <= SHARE + 1 for stranger in (A, B, C))


def test_all_standings_come_to_an_end(process: Process) -> None:
    for number, (before, after) in enumerate(product(Standing, Standing)):
        process.connect(str(number), f"198.51.100.{number}", before)
        process.known.stand(process.open[str(number)], after)
        process.known.forget(process.open[str(number)])
        process.known.forget(process.open[str(number)])
        process.known.stand(process.open[str(number)], before)  # an answer to one that is gone

    for number in range(LIMIT):
        process.connect(f"new {number}", f"203.0.113.{number}")
    assert process.closed == []
