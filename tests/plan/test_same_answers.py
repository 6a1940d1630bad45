"""Whatever is asked, a plan answers what graphql-core answers, and writes what it writes.

`PLAN_OPERATIONS=20000 … -o faulthandler_timeout=0` asks ten times as much.
"""

import gc
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import graphql
import pytest
from graphql import FieldNode, GraphQLError, OperationDefinitionNode, parse, validate
from hypothesis import HealthCheck, given, settings

from resolvers.request.context import RequestContext
from schema.build import build
from schema.documents.cache import Document
from schema.plan import execution, resolver
from server.endpoint.execution import run
from server.prepared import Params, Prepared
from tests.plan.generated import Asked, operations
from tests.plan.shops import Randomness, World, close_shop, make_world, open_shop, restore
from tests.plan.unguarded import unguarded
from tests.support.shop import Clock, Shop

OPERATIONS = int(os.environ.get("PLAN_OPERATIONS", "2000"))
CORE = build()._schema  # noqa: SLF001 - Strawberry shows it nowhere else


@dataclass(repr=False)
class Shops:
    """The two shops, and what became of the operations."""

    world: World
    planned: Shop
    plain: Shop
    randomness: Randomness
    gone_on: list[object]  # one for each operation that graphql-core had to finish
    counts: Counter[str] = field(default_factory=Counter)

    async def compare(self, asked: Asked) -> None:
        """Ask both, and fail the test on any difference."""
        if asked.broken:
            self.restore(self.world.broken)
        prepared = self.prepare(asked)
        await self._compare(prepared, asked)
        variables = prepared.params.variables or {}
        if asked.conditions and not asked.is_mutation:  # the other plan of the same document
            for name in asked.conditions:
                variables[name] = not variables[name]
            await self._compare(prepared, asked)
        if asked.is_mutation:
            assert await self.planned.everything() == await self.plain.everything()
        if asked.is_mutation or asked.broken:
            self.restore(self.world.file)
        gc.collect(1)

    async def _compare(self, prepared: Prepared, asked: Asked) -> None:
        self.gone_on.clear()
        by_plan = await self.answer(self.planned, prepared, asked, compiled=True)
        by_core = await self.answer(self.plain, prepared, asked, compiled=False)
        if by_plan != by_core:
            assert _has_several_roots(prepared), (by_plan, by_core)
            assert _is_race(by_plan, by_core), (by_plan, by_core)
            self.counts["races"] += 1
        self.counts["operations"] += 1
        self.counts["by plan alone"] += not self.gone_on
        self.counts["by both in vain"] += bool(self.gone_on and not by_core["errors"])

    def prepare(self, asked: Asked) -> Prepared:
        """The document as if it had been sent before."""
        text = self.world.text_filled_in(asked.text)
        document = Document(parse(text))
        assert not validate(CORE, document.node)
        document.valid = True
        operation = document.node.definitions[0]
        assert isinstance(operation, OperationDefinitionNode)
        variables = self.world.filled_in(asked.variables)
        return Prepared(document, operation, Params(text, "Generated", variables))

    async def answer(
        self, shop: Shop, prepared: Prepared, asked: Asked, *, compiled: bool
    ) -> dict[str, Any]:
        self.randomness.begin(1)
        ctx = RequestContext(shop.application, self.world.callers[asked.caller])
        outcome = await run(prepared, ctx, within=60, compiled=compiled)
        return {
            "data": repr(outcome.data),  # the order of the keys counts
            "errors": [_told(error) for error in outcome.errors],
            "reply": ctx.reply,
            "acting": (ctx.user_id, ctx.imitating_user_id),
        }

    def restore(self, file: Path) -> None:
        for shop in (self.planned, self.plain):
            restore(file, Path(shop.settings.sqlite_file or ""))


def _is_race(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether a root field failed in time to hide another's error, or before its look-ups.

    They run at the same time, and each of them makes the whole answer null.
    """
    rest = [{**answer, "errors": [], "acting": None} for answer in (one, other)]
    roots = [{error["path"][0] for error in answer["errors"]} for answer in (one, other)]
    differs = roots[0] != roots[1] or one["acting"] != other["acting"]
    return rest[0] == rest[1] and one["data"] == "None" and differs


def _has_several_roots(prepared: Prepared) -> bool:
    selected = prepared.operation.selection_set.selections
    return len(selected) > 1 or not isinstance(selected[0], FieldNode)


def _told(error: GraphQLError) -> dict[str, Any]:
    """An error. Where equal ones of a list hide each other, either item may be named."""
    return {
        "message": error.message,
        "path": ["*" if isinstance(step, int) else step for step in error.path or ()],
        "locations": error.locations,
        "cause": repr(error.original_error),
    }


@pytest.fixture
def randomness(monkeypatch: pytest.MonkeyPatch) -> Randomness:
    made = Randomness()
    made.stand_in(monkeypatch)
    return made


@pytest.fixture
def gone_on(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    noted: list[object] = []

    def execute(*args: Any, **options: Any) -> Any:
        noted.append(options)
        return graphql.execute(*args, **options)

    monkeypatch.setattr(execution, "execute", execute)
    return noted


@pytest.fixture
async def shops(
    sqlite_template: str, tmp_path: Path, randomness: Randomness, gone_on: list[object]
) -> AsyncIterator[Shops]:
    world = await make_world(sqlite_template, tmp_path)
    files = tmp_path / "planned.db", tmp_path / "plain.db"
    for file in files:
        restore(world.file, file)
    planned, plain = (open_shop(file, Clock()) for file in files)
    yield Shops(world, planned, plain, randomness, gone_on)
    await close_shop(planned)
    await close_shop(plain)


@pytest.fixture
async def counted(shops: Shops) -> AsyncIterator[Shops]:
    """Plans answer most operations alone, or the test would show little.

    What has no error, they answer alone; a busy machine may interrupt a few.
    """
    yield shops
    operations = shops.counts["operations"]
    assert shops.counts["by plan alone"] > operations * 0.6
    assert shops.counts["by both in vain"] <= operations // 500
    assert shops.counts["races"] <= operations // 100


@pytest.fixture
def garbage_waits() -> Iterator[None]:
    """Until an operation is over: what it leaves behind warns when it is collected.

    A named tuple is made by code that cannot import `warnings`: there, the warning is a fault.
    """
    gc.disable()
    yield
    gc.enable()
    gc.collect()  # here, where the warnings are ignored; in another test they would fail it


@pytest.mark.long
@pytest.mark.usefixtures("garbage_waits")
# graphql-core leaves these behind where a root field fails just when another begins its items.
@pytest.mark.filterwarnings("ignore:coroutine 'Executor.*never awaited:RuntimeWarning")
@pytest.mark.filterwarnings("ignore:coroutine '.*_async_resolver.*never awaited:RuntimeWarning")
@settings(
    max_examples=OPERATIONS,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(asked=operations())
async def test_answers_are_the_same(counted: Shops, asked: Asked) -> None:
    await counted.compare(asked)


async def test_a_guard_that_is_left_out_shows(
    shops: Shops, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked("query Generated { salesChannels { id } }", {}, "stranger")
    await shops.compare(asked)

    monkeypatch.setattr(resolver, "_method", unguarded)

    with pytest.raises(AssertionError):
        await shops.compare(asked)
