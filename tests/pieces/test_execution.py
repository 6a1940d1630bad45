"""A list that is completed in pieces is the same list, and others run between the pieces."""

import asyncio
from typing import Any

import pytest
import strawberry
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.pieces.execution import PacedExecution
from schema.pieces.pace import AT_ONCE

MANY = 5 * AT_ONCE + 7
WRONG = {0, AT_ONCE - 1, AT_ONCE, 2 * AT_ONCE + 1, MANY - 1}


def right(number: int) -> str:
    if number in WRONG:
        raise ValueError(f"{number} is wrong")
    return f"{number} is right"


@strawberry.type
class Thing:
    number: int

    @strawberry.field
    def plain(self) -> str | None:
        return right(self.number)

    @strawberry.field
    async def awaited(self) -> str | None:
        await asyncio.sleep(0)
        return right(self.number)

    @strawberry.field
    def required(self) -> str:
        return right(self.number)

    @strawberry.field
    async def awaited_and_required(self) -> str:
        return right(self.number)


@strawberry.type
class Query:
    @strawberry.field
    async def things(self) -> list[Thing | None]:
        return [Thing(number=number) for number in range(MANY)]

    @strawberry.field
    def required_things(self) -> list[Thing] | None:
        return [Thing(number=number) for number in range(MANY)]

    @strawberry.field
    def numbers(self) -> list[int]:
        return list(range(MANY))


class Quiet(strawberry.Schema):
    """Logs no errors."""

    def process_errors(self, *_: object, **__: object) -> None:
        """The errors of these tests are meant."""


IN_PIECES = Quiet(Query, execution_context_class=PacedExecution)
AT_A_TIME = Quiet(Query, execution_context_class=StrawberryGraphQLCoreExecutionContext)


async def answered(schema: strawberry.Schema, query: str) -> tuple[Any, set[tuple[str, str]]]:
    """The data, and the messages of all errors with their paths."""
    result = await schema.execute(query)
    errors = {(error.message, str(error.path)) for error in result.errors or ()}
    assert len(errors) == len(result.errors or ())
    return result.data, errors


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("{ numbers }", 0),
        ("{ things { number } }", 0),
        ("{ things { number plain } }", 5),
        ("{ things { awaited number } }", 5),
        ("{ things { plain awaited } numbers }", 10),
        ("{ things { required } }", 5),
        ("{ things { number awaitedAndRequired } }", 5),
        ("{ requiredThings { number } }", 0),
        ("{ requiredThings { required } numbers }", 1),
        ("{ requiredThings { awaited required } }", 1),
    ],
)
async def test_is_the_same_list_with_the_same_errors(query: str, errors: int) -> None:
    expected = await answered(AT_A_TIME, query)

    assert await answered(IN_PIECES, query) == expected
    assert len(expected[1]) == errors


async def test_others_run_between_the_pieces() -> None:
    turns = 0

    async def count_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count_turns())
    await IN_PIECES.execute("{ numbers }")
    counting.cancel()

    assert turns >= MANY // AT_ONCE
