"""B1, B2, B8, I10: the cost of such documents for a served process in production."""

import threading
from collections.abc import Iterator

import httpx
import psutil
import pytest

from tests.endpoint.bombs import BOMBS
from tests.support.servers import Server, production, served

CHEAP = 0.050  # seconds of the processor for a refusal
PATIENCE = 1.5  # seconds of the processor that other clients wait for at most
TIMES = 10


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(tmp_path_factory.mktemp("bombs"), genuine=True, **production()) as server:
        yield server


def refuse(client: httpx.Client, bomb: str) -> None:
    answer = client.post("/graphql", json={"query": bomb[:120_000]}).json()
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "GRAPHQL__LIMIT_EXCEEDED"


def client_of(server: Server) -> httpx.Client:
    headers = {"host": "imitate.example"}
    return server.client(headers=headers)


def worked(server: Server) -> float:
    """Seconds of processor time of the process; waiting does not count."""
    times = psutil.Process(server.process.pid).cpu_times()
    return times.user + times.system


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_b2_a_refusal_costs_less_than_50_ms(server: Server, bomb: str) -> None:
    with client_of(server) as client:
        refuse(client, bomb)
        before = worked(server)
        for _ in range(TIMES):
            refuse(client, bomb)
        assert (worked(server) - before) / TIMES < CHEAP


def test_b8_honest_people_wait_less_than_1500_ms_meanwhile(server: Server) -> None:
    """They wait while the server works for others; what else the machine does is not counted."""
    over = threading.Event()

    def attack() -> None:
        with client_of(server) as client:
            while not over.is_set():
                for bomb in BOMBS.values():
                    refuse(client, bomb)

    attackers = [threading.Thread(target=attack) for _ in range(4)]
    waits = []
    with client_of(server) as client:
        for attacker in attackers:
            attacker.start()
        for _ in range(20):
            before = worked(server)
            answer = client.post("/graphql", json={"query": "{ __typename }"})
            waits.append(worked(server) - before)
            assert answer.json() == {"data": {"__typename": "Query"}}
        over.set()
        for attacker in attackers:
            attacker.join()

    assert max(waits) < PATIENCE


def test_i10_memory_stays(server: Server) -> None:
    process = psutil.Process(server.process.pid)
    with client_of(server) as client:
        sizes = []
        for _ in range(12):
            for bomb in BOMBS.values():
                refuse(client, bomb)
            sizes.append(process.memory_info().rss)

    assert sizes[-1] < sizes[1] * 1.2
