"""In any order of events, what other services are told is what the rules of sessions say."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.oauth.any_order.sessions import FACTS, Sessions, Step
from tests.support.hiring import hire, let_support_upgrade
from tests.support.machines import AUDIENCE, Machine, machine_with
from tests.support.shop import OpenShop

SEQUENCES = 30
number = st.integers(0, 3)
step: st.SearchStrategy[Step] = st.one_of(
    st.just(("password",)),
    st.tuples(st.just("imitate"), st.sampled_from(["FULL", "READ_ONLY"])),
    st.tuples(st.just("imitate"), st.sampled_from(["FULL", "READ_ONLY"])),
    st.just(("imitate_approved",)),
    st.just(("imitate_by_code",)),
    st.tuples(st.just("exchange"), number),
    st.tuples(st.just("exchange"), number),
    st.tuples(st.just("use"), number),
    st.tuples(st.just("upgrade"), number),
    st.tuples(st.just("logout"), number),
    st.tuples(st.just("switch"), st.sampled_from(sorted(FACTS)), st.integers(0, 1)),
    st.tuples(st.just("switch"), st.sampled_from(sorted(FACTS)), st.just(0)),
    # Within a JWT, at its end, almost idle, idle, at the maximum, beyond a context's life.
    st.tuples(st.just("advance"), st.sampled_from([0.7, 60, 119, 120, 790, 899.5, 3600, 86_400])),
)


@pytest.fixture
async def sessions(open_shop: OpenShop) -> Sessions:
    """Two processes, opened once for all sequences."""
    long = {
        "user_session_lifetime": 2_592_000,
        "user_session_idle_timeout": 2_592_000,
        "imitations_per_user": 1000,
        "rate_user_tokens": 0,
        "rate_user_refusals": 0,
        "rate_address_refusals": 0,
        "rate_address_tokens": 0,
        "rate_account_logins": 0,
        "rate_address_logins": 0,
        "jwt_audiences": AUDIENCE,
    }
    here, there = await open_shop(**long), await open_shop(**long)
    machine = await machine_with(here, await here.agent("admin"), "context:introspect")
    elsewhere = Machine(there.http, machine.id, machine.client_id, machine.secret)
    await let_support_upgrade(here)
    lena = await hire(there, await there.agent("admin"), "lena", "imitation:approve")
    return Sessions(here, there, elsewhere, await here.agent("alice"), lena)


@pytest.mark.long
@settings(
    max_examples=SEQUENCES,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # a shorter sequence would go on with what the failed one left
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(step, min_size=3, max_size=10))
async def test_what_is_told_is_what_the_shop_says(sessions: Sessions, steps: list[Step]) -> None:
    await sessions.run(steps)
