"""Any sequence of events, sealings by two processes and rotations of keys keeps proofs valid."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from resolvers.audit import verification
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
)


@pytest.fixture
async def open_processes(open_shop: OpenShop) -> TwoProcesses:
    """Opened once for all sequences, which go on with one audit log."""
    return TwoProcesses(await open_shop(), await open_shop())


@pytest.mark.long
@settings(
    max_examples=SEQUENCES,
    derandomize=True,
    deadline=None,
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
