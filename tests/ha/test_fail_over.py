"""A cluster that loses its primary again and again, under load, loses nothing that clients know."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM

import pytest

from tests.ha.applications import imitate, in_checkout
from tests.ha.cluster import Cluster, running
from tests.ha.faults import CUT, FREEZE, KILL, PARTITION, SWITCHOVER, Outcome, stall, suffer
from tests.ha.ledger import Kept, Ledger, kept_by, twice

RATE = 16  # stories that begin in a second
CALM = 5  # seconds of load before the first fault
BACK_WITHIN = 150  # seconds; 30 are promised, and a busy machine gets five times that
FINISHES_WITHIN = 150  # seconds
FAULTS = (KILL, FREEZE, PARTITION, CUT, SWITCHOVER)


@dataclass(frozen=True, slots=True)
class Run:
    """What was suffered, what clients were told, and what each database host has then."""

    outcomes: list[Outcome]
    ledger: Ledger
    kept: dict[str, dict[str, Kept]]

    def __str__(self) -> str:
        primary = next(iter(self.kept.values()))
        left_open, done = self.ledger.in_doubt(primary)
        told = ", ".join(f"{number} {kind}" for kind, number in self.ledger.acknowledged.items())
        return "\n".join(
            [
                *map(str, self.outcomes),
                f"acknowledged: {told}",
                f"lost: {len(self.ledger.lost(primary))}, doubled: {len(self.ledger.doubled)}",
                f"refused: {self.ledger.refusals}",
                f"redemptions in doubt: {left_open}, of these done: {done}",
            ]
        )


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with running(tmp_path_factory.mktemp("ha")) as started:
        yield started


@pytest.fixture(scope="module")
def anchor(cluster: Cluster) -> Path:
    """A checkpoint of the audit log, kept outside of the database before anything happens."""
    status, checkpoint = imitate(
        cluster.applications[0], cluster.database_url, "audit", "checkpoint"
    )
    assert status == 0, checkpoint
    file = cluster.folder / "checkpoint"
    file.write_text(checkpoint)
    return file


@pytest.fixture(scope="module")
def run(cluster: Cluster, anchor: Path) -> Run:
    """Every fault, one after another, under load."""
    assert anchor.exists()
    with load(cluster, "replicated") as file:
        outcomes = [suffer(fault, cluster, file) for fault in FAULTS]
        outcomes.append(stall(cluster, file))
    done = Run(outcomes, Ledger(file), kept(cluster))
    print(f"\n{done}")  # noqa: T201 - the figures of the run
    return done


@contextmanager
def load(cluster: Cluster, name: str) -> Iterator[Path]:
    """Clients at work within the block, and to the end of what they have begun; their ledger."""
    file = cluster.folder / f"{name}.jsonl"
    command = in_checkout("-m", "tests.ha.load", str(file), str(RATE))
    cluster.client.start("load", *command, env={})
    until = time.monotonic() + FINISHES_WITHIN
    while not Ledger(file).of("ended"):
        assert time.monotonic() < until, (cluster.folder / "client-load.log").read_text()
        time.sleep(0.5)
    time.sleep(CALM)
    yield file
    cluster.client.send(SIGTERM)
    until = time.monotonic() + FINISHES_WITHIN
    while not Ledger(file).of("end"):
        assert time.monotonic() < until, (cluster.folder / "client-load.log").read_text()
        time.sleep(0.5)


def kept(cluster: Cluster) -> dict[str, dict[str, Kept]]:
    """What each database host has, the primary first, when all have what the primary has."""
    primary = cluster.databases.settled()
    cluster.databases.caught_up(primary)
    hosts = sorted(cluster.databases.machines.values(), key=lambda each: each.name != primary.name)
    return {host.name: kept_by(cluster.databases, host) for host in hosts}


def test_nothing_that_was_acknowledged_is_lost(run: Run) -> None:
    """No token, redemption, end of an imitation, nor its audit event, on any database host."""
    assert min(run.ledger.acknowledged.values()) > 100
    assert {host: run.ledger.lost(kept) for host, kept in run.kept.items()} == {
        host: [] for host in ("db1", "db2", "db3")
    }


def test_no_token_is_redeemed_twice(run: Run) -> None:
    assert run.ledger.doubled == []
    assert [twice(kept.values()) for kept in run.kept.values()] == [0, 0, 0]


def test_what_was_ended_stays_ended(run: Run) -> None:
    """Both application hosts were asked for all of it, and for some of it all the time."""
    assert run.ledger.of("revived") == []


def test_who_is_told_to_try_again_can_do_so(run: Run) -> None:
    """A redemption that may have been done is answered without a time to try again."""
    (primary, *_) = run.kept.values()

    assert run.ledger.misled(primary) == []


def test_the_service_is_back(run: Run) -> None:
    assert len(run.outcomes) == len(FAULTS) + 1
    assert max(gap for outcome in run.outcomes for gap in outcome.gaps) < BACK_WITHIN


def test_nothing_is_masked(run: Run) -> None:
    """A database that cannot serve is told as such, never as a fault of the server."""
    told = {code for line in run.ledger.of("refused") for code in line["codes"]}

    assert told <= {"UNAVAILABLE", "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN", "no answer"}


def test_the_audit_log_goes_on_from_the_checkpoint(
    run: Run, cluster: Cluster, anchor: Path
) -> None:
    assert run.outcomes

    for host in cluster.applications:
        command = ("audit", "verify", "--all", "--expect", str(anchor))
        status, told = imitate(host, cluster.database_url, *command)
        assert status == 0, told


def test_without_synchronous_replication_the_checker_finds_a_loss(
    run: Run, cluster: Cluster
) -> None:
    """The control: the same fault, in a cluster that answers before a second host has a COMMIT."""
    assert run.outcomes
    primary = cluster.databases.settled()
    cluster.databases.answer_at_once(primary)

    with load(cluster, "not replicated") as file:
        suffer(CUT, cluster, file)

    ledger = Ledger(file)
    (on_primary, *_) = kept(cluster).values()
    lost = ledger.lost(on_primary)
    print(f"\nwithout synchronous replication: {ledger.acknowledged}, lost: {len(lost)}")  # noqa: T201
    assert lost
