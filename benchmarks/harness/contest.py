"""A contest: several servers under the same load, in rounds that take turns."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.harness import load, programs
from benchmarks.harness.figures import Figures, Round, figures
from benchmarks.harness.load import Load
from benchmarks.harness.programs import NotStarted, Program, Running


class WrongAnswer(Exception):
    """A server does not answer what it is to be timed for."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """A server in a contest.

    `loads` answers the load of the next run. `successes`, where given, counts in the database what
    has succeeded so far, and a run counts for no more than that. `is_base` marks the product at the
    base revision.
    """

    program: Program
    loads: Callable[[], Load]
    check: Callable[[Running], None]
    successes: Callable[[], int] | None = None
    is_base: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """How long and with how many clients everything is measured."""

    clients: Sequence[int]
    rounds: int
    seconds: float


@dataclass(slots=True)
class Result:
    """The figures by number of clients, and why a server was left out."""

    figures: dict[int, list[Figures]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)


def hold(
    contestants: Sequence[Contestant], options: Options, *, database: psutil.Process, logs: Path
) -> Result:
    """Start all, check each one's answer, then time them; one that fails is left out."""
    result = Result()
    with ExitStack() as stack:
        standing: list[tuple[Contestant, Running]] = []
        for contestant in contestants:
            try:
                server = stack.enter_context(programs.running(contestant.program, logs))
                contestant.check(server)
            except (NotStarted, WrongAnswer) as reason:
                result.left_out[contestant.program.name] = str(reason)
            else:
                standing.append((contestant, server))
        for clients in options.clients if standing else ():
            result.figures[clients] = _compare(standing, clients, options, database)
    return result


def _compare(
    standing: Sequence[tuple[Contestant, Running]],
    clients: int,
    options: Options,
    database: psutil.Process,
) -> list[Figures]:
    rounds: list[list[Round]] = [[] for _ in standing]
    for number in range(-1, options.rounds):
        warming_up = number < 0
        seconds = min(options.seconds, 0.5) if warming_up else options.seconds
        places = range(len(standing))
        # Each server follows another one in every other round: caches favour none.
        for place in places if number % 2 == 0 else reversed(places):
            timed = _time(*standing[place], clients, seconds, database)
            if not warming_up:
                rounds[place].append(timed)
    base = [rounds[place] for place, (each, _) in enumerate(standing) if each.is_base]
    return [
        figures(
            server.name,
            rounds[place],
            first=rounds[0],
            base=base[0] if base else None,
            started_in=server.started_in,
        )
        for place, (_, server) in enumerate(standing)
    ]


def _time(
    contestant: Contestant, server: Running, clients: int, seconds: float, database: psutil.Process
) -> Round:
    succeeded = contestant.successes() if contestant.successes else 0
    cpu, database_cpu = server.seconds(), programs.cpu_seconds(database)
    answered = load.send(contestant.loads(), server.port, clients=clients, seconds=seconds)
    cpu, database_cpu = server.seconds() - cpu, programs.cpu_seconds(database) - database_cpu
    counted = answered.requests
    if contestant.successes:
        counted = min(counted, contestant.successes() - succeeded)
    return Round(
        rate=counted / answered.seconds,
        p50=answered.p50,
        p99=answered.p99,
        longest=answered.longest,
        cpu=cpu / max(counted, 1) * 1e6,
        database_cpu=database_cpu / max(counted, 1) * 1e6,
        memory=server.memory(),
        failed=answered.failed + answered.requests - counted,
    )
