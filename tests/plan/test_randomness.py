"""The randomness of the two shops is the same for both, whichever of them is asked first."""

import secrets
from uuid import uuid4

import pytest
from sqlalchemy.orm import aliased

from db.models import Imitation
from tests.plan.shops import Randomness


@pytest.fixture
def randomness(monkeypatch: pytest.MonkeyPatch) -> Randomness:
    made = Randomness()
    made.stand_in(monkeypatch)
    return made


def drawn(randomness: Randomness) -> tuple[str, str]:
    """A token and an id, as an operation draws them."""
    randomness.begin(1)
    return secrets.token_urlsafe(32), uuid4().hex


def test_tokens_and_ids_are_the_same_twice(randomness: Randomness) -> None:
    assert drawn(randomness) == drawn(randomness)


def test_a_statement_that_is_made_first_takes_none_of_it(randomness: Randomness) -> None:
    expected = drawn(randomness)
    randomness.begin(1)

    aliased(Imitation)

    assert (secrets.token_urlsafe(32), uuid4().hex) == expected
