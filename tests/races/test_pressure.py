"""E19: many clients over two processes change one user, customer and channel at once.

No transaction waits for another in a circle, and no end is lost. RACE_ROUNDS=20 makes it longer.
"""

import os
import random
from collections.abc import Sequence

import pytest
from sqlalchemy import text

from server.application import wire
from tests.races.outcome import find
from tests.races.player import at_once, settings
from tests.races.storing import signed_in_admin, store
from tests.races.storm import FALLING, GENERATE, USER_LOGIN, Storm
from tests.races.world import World
from tests.support.shop import PASSWORD

ROUNDS = int(os.environ.get("RACE_ROUNDS", "1"))
STORMS = 10  # at most, until each was done once: at first a busy machine may let no order through
EVERYTHING = {
    *("customer-login", "add-cart-item", "place-order", "imitate-customer-login"),
    *(USER_LOGIN, GENERATE),
    *FALLING,
}
Told = tuple[str, Sequence[str]]  # an operation, and the codes of its errors
DEAD = text(
    """
SELECT count(*) FROM contexts
    JOIN sales_channels ON sales_channels.id = contexts.sales_channel_id
    JOIN customers ON customers.id = contexts.customer_id
WHERE imitation_id IS NULL AND NOT (
    sales_channels.active AND customers.active
    AND coalesce(bound_sales_channel_id = contexts.sales_channel_id, true)
)
"""
)


@pytest.mark.long
async def test_e19_nobody_waits_in_a_circle_and_no_end_is_lost(database_url: str) -> None:
    made = settings(database_url, token_lifetime=2)
    application = wire(made)
    password_hash = await application.passwords.hash(PASSWORD)
    world = World(frozenset({"one", "other"}), password_hash, new_password=PASSWORD)
    session, admin = signed_in_admin()
    await store(application, [session, *world.ground()])
    await store(application, world.sessions())

    chance = random.Random(1)  # the same order in every run
    falls = FALLING * ROUNDS
    told: list[Told] = []
    for _ in range(STORMS):
        played = at_once(
            made, *(Storm(world, admin, chance.sample(falls, len(falls))) for _ in range(2))
        )
        told += [one for part in played for one in part]
        if done(told) >= EVERYTHING:
            break
    found = await find(application)
    async with application.database.engine.connect() as connection:
        dead = (await connection.execute(DEAD)).scalar_one()
    await application.database.dispose()

    faults = [one for one in told if any("UNAVAIL" in code or "INTERN" in code for code in one[1])]
    assert faults == []
    assert [state for state in found.values() if not (state.over or state.ground)] == []
    assert all(state.told for state in found.values())
    assert dead == 0
    assert done(told) >= EVERYTHING


def done(told: Sequence[Told]) -> set[str]:
    """What was done without an error."""
    return {name for name, codes in told if not codes}
