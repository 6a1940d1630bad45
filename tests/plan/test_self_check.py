"""Where the libraries are not as the plans expect, nothing is compiled, and the log says so."""

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from schema.plan import resolver, self_check
from schema.plan.outcomes import Outcomes
from server.endpoint import execution
from server.endpoint.execution import compiles_operations
from server.settings.settings import Settings
from tests.plan.unguarded import unguarded


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    """Each process checks once."""
    execution._plans_work.cache_clear()  # noqa: SLF001 - the one test that starts twice
    yield
    execution._plans_work.cache_clear()  # noqa: SLF001 - as above


def test_these_libraries_are_as_expected() -> None:
    with capture_logs() as logged:
        assert compiles_operations(Settings())

    assert logged == []


def test_it_can_be_switched_off() -> None:
    assert not compiles_operations(Settings(compile_operations=False))


def test_a_field_that_cannot_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolver, "DEFINITION", "another-definition")

    with capture_logs() as logged:
        assert not compiles_operations(Settings())
        assert not compiles_operations(Settings())

    (line,) = logged
    assert (line["log_level"], line["event"]) == ("warning", "operations.not_compiled")


def test_guards_that_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolver, "_method", unguarded)

    assert not self_check.passes()


def test_a_root_field_that_is_run_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(Outcomes, "resolve")  # what graphql-core looks for in middleware

    assert not self_check.passes()
