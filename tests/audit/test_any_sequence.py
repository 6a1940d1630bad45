"""Any sequence of events, sealings by two processes, rotations and erasures keeps proofs valid."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from resolvers.audit import verification
from resolvers.audit.verification import verify
from resolvers.audit.walk import Flaw
from tests.audit.any_sequence.two_processes import Step, TwoProcesses
from tests.support.shop import OpenShop

SEQUENCES = 10
process = st.integers(0, 1)
# Up to the end of a tile.
others = st.sampled_from([0, 1, 2, 7, 30, 254, 255])
rotation: list[Step] = [("add_key",), ("restart", 0), ("restart", 1), ("seal", 0), ("remove_keys",)]
step: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("record"), process, others),
    st.tuples(st.just("seal"), process),
    st.tuples(st.just("seal_at_once"), others),
    st.sampled_from(rotation),
    st.tuples(st.just("walk"), process, st.sampled_from([1, 24])),
    st.just(("keep",)),
    st.tuples(st.just("erase"), process, st.sampled_from(["customer", "user"])),
    st.tuples(st.just("retire"), process, st.sampled_from([1, 24])),
)
VALUES = ("user_agent", "remote_address", "detail")


@pytest.fixture
async def open_processes(open_shop: OpenShop) -> TwoProcesses:
    """Opened once for all sequences, which go on with one audit log."""
    shops = [await open_shop(audit_retention=1) for _ in range(2)]
    return TwoProcesses(*shops)


@pytest.mark.long
@settings(
    max_examples=SEQUENCES,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # a shorter sequence would go on with what the failed one left
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(step, min_size=3, max_size=10))
async def test_proofs_stay_valid(
    open_processes: TwoProcesses, monkeypatch: pytest.MonkeyPatch, steps: list[Step]
) -> None:
    monkeypatch.setattr(verification, "SMALL", 2)  # so that verifications go on from walks

    await open_processes.run(steps)
    await open_processes.check_at_the_end()


@pytest.mark.long
@settings(
    max_examples=SEQUENCES,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(step, max_size=4), value=st.sampled_from(VALUES))
async def test_deletion_that_looks_like_an_erasure_is_found(
    open_processes: TwoProcesses, steps: list[Step], value: str
) -> None:
    await open_processes.run([("record", 1, 3), *steps, ("erase", 0, "user"), ("record", 0, 3)])
    await open_processes.check_at_the_end()

    async with open_processes.deleted(value) as event_id:
        found = await verify(open_processes.processes[0])

    assert (found.flaw, found.first_broken_id) == (Flaw.NOT_ERASED, event_id)
    assert (await verify(open_processes.processes[0])).flaw is None
