"""Fields that load: by a plan, and where graphql-core awaits each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
import strawberry
from graphql import OperationDefinitionNode, parse

from schema.loading.load import Load, Loader, loaded
from schema.pieces.pace import Pace
from schema.plan.execution import execute_by_plan
from schema.plan.plans import Plans


@dataclass
class Log:
    """The context: the keys of each statement."""

    statements: list[list[str]] = field(default_factory=list)
    fails: bool = False

    def __post_init__(self) -> None:
        self.friends: Loader[str, list[str]] = Loader(self.find, [], Pace())

    async def find(self, names: Sequence[str]) -> Mapping[str, list[str]]:
        self.statements.append(list(names))
        if self.fails:
            raise ValueError("no statement")
        return {name: [f"friend of {name}"] for name in names if name != "Cem"}


Info = strawberry.Info[Log, None]


@strawberry.type
class Person:
    name: str
    friendless: strawberry.Private[bool] = False

    @strawberry.field
    @loaded
    def friends(self, info: Info) -> Load[list["Person"]] | list["Person"]:
        if self.friendless:
            return []
        return Load(info.context.friends, self.name, _persons)

    @strawberry.field
    @loaded
    def number(self, info: Info) -> Load[int]:
        return Load(info.context.friends, self.name, list).to(len)

    @strawberry.field
    async def first(self, info: Info) -> str:
        return (await Load(info.context.friends, self.name, list))[0]


def _persons(names: list[str]) -> list[Person]:
    return [Person(name=name) for name in names]


@strawberry.type
class Query:
    @strawberry.field
    def people(self) -> list[Person]:
        return [Person(name=name) for name in ("Ann", "Ben", "Ann", "Cem")]

    @strawberry.field
    def stranger(self) -> Person:
        return Person(name="Eve", friendless=True)


SCHEMA = strawberry.Schema(Query)


async def by_plan(text: str, log: Log) -> Any:
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return await execute_by_plan(SCHEMA, Plans(document), operation, {}, log)


async def by_graphql_core(text: str, log: Log) -> Any:
    return await SCHEMA.execute(text, context_value=log)


BOTH = pytest.mark.parametrize("execute", [by_plan, by_graphql_core])


@BOTH
async def test_a_level_is_one_statement_with_each_key_once(execute: Any) -> None:
    log = Log()

    result = await execute("{ people { friends { name friends { name } } } }", log)

    assert log.statements == [["Ann", "Ben", "Cem"], ["friend of Ann", "friend of Ben"]]
    ann = {"name": "friend of Ann", "friends": [{"name": "friend of friend of Ann"}]}
    assert [each["friends"] for each in result.data["people"]] == [
        [ann],
        [{"name": "friend of Ben", "friends": [{"name": "friend of friend of Ben"}]}],
        [ann],
        [],
    ]


@BOTH
async def test_fields_that_load_the_same_share_a_statement(execute: Any) -> None:
    log = Log()

    result = await execute("{ people { number friends { name } } }", log)

    assert log.statements == [["Ann", "Ben", "Cem"]]
    assert [each["number"] for each in result.data["people"]] == [1, 1, 1, 0]


@BOTH
async def test_a_field_may_answer_without_loading(execute: Any) -> None:
    log = Log()

    result = await execute("{ stranger { friends { name } } }", log)

    assert log.statements == []
    assert result.data == {"stranger": {"friends": []}}


async def test_what_is_known_is_not_loaded_again() -> None:
    log = Log()

    await by_plan("{ people { friends { name } } }", log)
    await by_plan("{ people { number } }", log)  # of the same operation: it has the same loader

    assert log.statements == [["Ann", "Ben", "Cem"]]


@BOTH
async def test_a_field_may_await_a_load(execute: Any) -> None:
    result = await execute("{ stranger { first } }", Log())

    assert result.data == {"stranger": {"first": "friend of Eve"}}


@BOTH
async def test_a_statement_that_fails_is_an_error_of_its_fields(execute: Any) -> None:
    result = await execute("{ people { number } }", Log(fails=True))

    assert result.data is None
    assert [error.message for error in result.errors] == ["no statement"]
