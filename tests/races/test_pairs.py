"""E19: what a change has ended is never alive again, whatever happens at the same moment.

Every change that takes away what a session depends on meets every other change, and everything that
makes sessions, on two processes. RACE_ROUNDS=20 lets each pair meet more often.
"""

import os
import random
from collections.abc import Sequence

import pytest

from resolvers.application import Application
from server.application import wire
from tests.races.changes import CHANGES, pairs
from tests.races.outcome import Outcome, described, find
from tests.races.player import Script, at_once, settings
from tests.races.storing import signed_in_admin, store
from tests.races.world import World
from tests.support.shop import PASSWORD

ROUNDS = int(os.environ.get("RACE_ROUNDS", "1"))
MEETINGS = 5  # at most, until each change was done once: which comes first is up to the machine
APART = 0.002  # seconds at most that one of the two starts later
AFTER_UPGRADE = 0.1  # for every third that meets an upgrade, which would seldom be done else


async def outcomes(application: Application, url: str, chance: random.Random) -> Sequence[Outcome]:
    """Let each pair meet in a world of its own."""
    password_hash = await application.passwords.hash(PASSWORD)
    meetings = [(pair, World(pair.sources, password_hash)) for pair in pairs() * ROUNDS]
    session, admin = signed_in_admin()
    await store(application, [session])
    await store(application, (row for _, world in meetings for row in world.ground()))
    await store(application, (row for _, world in meetings for row in world.sessions()))
    scripts = [
        [
            CHANGES[pair.names[who]].step(world, admin, later(pair.names[1 - who], chance))
            for pair, world in meetings
        ]
        for who in range(2)
    ]
    first, second = at_once(settings(url), *map(Script, scripts))
    return [
        Outcome(world, pair, taken)
        for (pair, world), taken in zip(meetings, zip(first, second, strict=True), strict=True)
    ]


def later(meets: str, chance: random.Random) -> float:
    """Seconds to wait before a change that meets another one."""
    if meets == "upgrade" and chance.random() < 1 / 3:
        return AFTER_UPGRADE
    return max(0, chance.uniform(-APART, APART))


@pytest.mark.long
async def test_e19_what_was_ended_is_never_alive_again(database_url: str) -> None:
    application = wire(settings(database_url))
    chance = random.Random(1)  # the same delays in every run
    faults: list[str] = []
    done: set[str] = set()
    for _ in range(MEETINGS):
        after = await outcomes(application, database_url, chance)
        faults += await faults_of(application, after)
        done |= {name for one in after for name in one.done}
        if done == set(CHANGES):
            break
    await application.database.dispose()

    assert "\n".join(faults) == ""
    assert done == set(CHANGES)


async def faults_of(application: Application, after: Sequence[Outcome]) -> list[str]:
    """Those at once, and those that show when what was taken away is there again."""
    found = await find(application)
    faults = [text for one in after for text in described(one, list(one.faults(found)))]
    await store(application, (row for one in after for row in one.world.ground()))
    for one in after:
        faults += described(one, await one.revived(application, found))
    return faults
