"""Requests for approvals over two processes: each counts once, and no token lives without ground.

RACE_ROUNDS=20 lets each pair meet more often.
"""

import json
import os
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text

from resolvers.application import Application
from server.application import wire
from server.settings.settings import Settings
from tests.races.asked import OF_THE_CUSTOMER, OF_THE_LEAD, OF_THE_USER, Asked, sources
from tests.races.outcome import find
from tests.races.player import Script, Step, Taken, at_once, settings
from tests.races.storing import signed_in_admin, store
from tests.races.world import World
from tests.support.shop import PASSWORD

ROUNDS: Final = int(os.environ.get("RACE_ROUNDS", "1"))
APART: Final = 0.002  # seconds at most that one of the two starts later
CHANGED: Final = "CONTENT__ENTITY_CHANGED"
REFUSED: Final = "CHECKOUT__CUSTOMER_IMITATION_REFUSED"
ONE_OF_TWO: Final = {  # the code of the one that comes second
    ("approve", "approve"): CHANGED,
    ("approve", "approve by another"): CHANGED,
    ("approve", "refuse"): CHANGED,
    ("use", "use"): REFUSED,
}
ENDS: Final = (*OF_THE_USER, *OF_THE_CUSTOMER, *OF_THE_LEAD)
PAIRS: Final = (
    *list(ONE_OF_TWO) * 3,
    *((name, other) for name in (*ENDS, "need gone") for other in ("approve", "use")),
    ("approve", "use what waits"),
)
OVER: Final = {
    *(REFUSED, "UNAUTHENTICATED", "FRAMEWORK__MISSING_PRIVILEGE_ERROR"),
    "VIOLATION::ENTITY_DOES_NOT_EXISTS",
}
ALIVE: Final = text("SELECT id FROM imitation_requests WHERE state IN ('OPEN', 'APPROVED')")
TOLD: Final = text(
    "SELECT action, detail FROM audit_events "
    "WHERE action IN ('imitation.decided', 'imitation.generated')"
)


@dataclass(frozen=True)
class Meeting:
    """A pair of names in a world of its own, and how both went."""

    names: tuple[str, str]
    asked: Asked
    taken: tuple[Taken, Taken]

    @property
    def codes(self) -> list[str]:
        return [code for taken in self.taken for code in taken.codes]


async def test_each_request_counts_once_and_opens_nothing_that_was_ended(database_url: str) -> None:
    application = wire(made(database_url))
    meetings = await met(application, database_url)
    (later,) = at_once(made(database_url), Script(uses_later(meetings)))
    found, alive = await find(application), await ids(application)
    twice = await counted_twice(application)
    await application.database.dispose()
    faults = [
        f"{' | '.join(one.names)} ({one.codes}): {fault}"
        for position, one in enumerate(meetings)
        for fault in faults_of(one, later[2 * position : 2 * position + 2], alive, twice)
    ]

    assert "\n".join(faults) == ""
    assert [state for state in found.values() if not (state.over or state.ground)] == []
    assert all(state.told for state in found.values())


def made(url: str) -> Settings:
    """Every refusal is told as what it is, however many rounds there are."""
    return settings(url, rate_user_refusals=0, rate_address_refusals=0)


async def met(application: Application, url: str) -> Sequence[Meeting]:
    """Let each pair meet."""
    chance = random.Random(1)  # the same delays in every run
    password_hash = await application.passwords.hash(PASSWORD)
    session, admin = signed_in_admin()
    pairs = PAIRS * ROUNDS
    worlds = [Asked(World(sources(names[0]), password_hash), admin) for names in pairs]
    await store(application, [session])
    await store(application, (row for world in worlds for row in world.ground()))
    await store(application, (row for world in worlds for row in world.sessions()))
    scripts = [
        [
            world.step(names[who], max(0, chance.uniform(-APART, APART)))
            for names, world in zip(pairs, worlds, strict=True)
        ]
        for who in range(2)
    ]
    played = zip(*at_once(made(url), *map(Script, scripts)), strict=True)
    return [Meeting(*one) for one in zip(pairs, worlds, played, strict=True)]


def uses_later(meetings: Sequence[Meeting]) -> list[Step]:
    """Both requests of each world are used when all is over."""
    return [one.asked.step(name) for one in meetings for name in ("use what waits", "use")]


def faults_of(one: Meeting, later: Sequence[Taken], alive: set[str], twice: set[str]) -> list[str]:
    """What should not be."""
    requests = set(one.asked.ids.values())
    faults = ["a request counts twice"] if requests & twice else []
    if any(code.startswith(("UNAVAILABLE", "INTERNAL")) for code in one.codes):
        faults.append("a fault of ours")
    if one.names in ONE_OF_TWO and one.codes != [ONE_OF_TWO[one.names]]:
        faults.append("not one of two")
    if one.names[0] in ENDS:
        if one.taken[0].codes:
            faults.append("what takes failed")
        if not all(set(taken.codes) & OVER for taken in later):
            faults.append("a request is used later")
    if one.names[0] in OF_THE_USER and requests & alive:
        faults.append("a request lives")
    return faults


async def ids(application: Application) -> set[str]:
    """The requests that wait or are approved."""
    async with application.database.engine.connect() as connection:
        return set((await connection.execute(ALIVE)).scalars())


async def counted_twice(application: Application) -> set[str]:
    """The requests of which there are two decisions, or two tokens."""
    async with application.database.engine.connect() as connection:
        rows = (await connection.execute(TOLD)).all()
    counts = Counter((row.action, json.loads(row.detail)["request"]) for row in rows)
    return {request for (_, request), count in counts.items() if count > 1}
