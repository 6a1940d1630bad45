"""Which operations get a plan, how many are kept, and how a plan runs."""

from dataclasses import dataclass, field
from typing import Any

import pytest
import strawberry
from graphql import DocumentNode, OperationDefinitionNode, get_variable_values, parse, validate
from strawberry.dataloader import DataLoader

from schema.plan.execution import execute_by_plan
from schema.plan.plans import MOST, Plans


@dataclass
class Log:
    """The context: what was run, in its order."""

    runs: list[str] = field(default_factory=list)
    batches: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.loader = DataLoader(load_fn=self.load)

    async def load(self, names: list[str]) -> list[str]:
        self.batches.append(names)
        return [f"friend of {name}" for name in names]


Info = strawberry.Info[Log, None]


@strawberry.type
class Person:
    name: str
    nothing: str | None = None
    friends: list["Person"] = strawberry.field(default_factory=list)

    @strawberry.field
    async def friend(self, info: Info) -> "Person":
        return Person(name=await info.context.loader.load(self.name))

    @strawberry.field
    async def maybe(self, info: Info) -> "Person | None":
        info.context.runs.append(f"maybe of {self.name}")
        raise ValueError("no")

    @strawberry.field
    def words(self, of: list[str]) -> list[str]:
        return of

    @strawberry.field
    def greeting(self, word: str = "Hello") -> str:
        return f"{word} {self.name}"


@strawberry.interface
class Named:
    name: str


@strawberry.type
class Robot(Named):
    pass


@strawberry.type
class Query:
    @strawberry.field
    async def people(self, info: Info) -> list[Person]:
        info.context.runs.append("people")
        return [Person(name=name) for name in ("Ann", "Ben", "Cem")]

    @strawberry.field
    async def person(self, info: Info, name: str = "Ann") -> Person | None:
        info.context.runs.append(name)
        if name == "bad":
            raise ValueError(name)
        return Person(name=name)

    @strawberry.field
    async def wrong(self, info: Info) -> Person:
        info.context.runs.append("wrong")
        return Person(name=None)  # type: ignore[arg-type]  # what the schema does not allow

    @strawberry.field
    async def mixed(self) -> list[Person]:
        return [Person(name="Ann"), Person(name=None)]  # type: ignore[arg-type]  # as above

    @strawberry.field
    async def named(self) -> Named:
        return Robot(name="Rob")


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def add(self, info: Info, name: str) -> Person:
        info.context.runs.append(f"add {name}")
        if name == "bad":
            raise ValueError(name)
        return Person(name=name)


SCHEMA = strawberry.Schema(Query, Mutation, types=[Robot])
CORE = SCHEMA._schema  # noqa: SLF001 - the one way to graphql-core's


def operation_of(document: DocumentNode, index: int = 0) -> OperationDefinitionNode:
    found = document.definitions[index]
    assert isinstance(found, OperationDefinitionNode)
    return found


def find(plans: Plans, index: int = 0, **sent: Any) -> Any:
    operation = operation_of(plans.document, index)
    variables = get_variable_values(CORE, operation.variable_definitions or (), sent)
    assert not isinstance(variables, list)
    return plans.find(CORE, operation, variables)


def read(text: str) -> Plans:
    document = parse(text)
    assert not validate(CORE, document)
    return Plans(document)


async def answer(text: str, log: Log | None = None, **sent: Any) -> Any:
    plans = read(text)
    return await execute_by_plan(SCHEMA, plans, operation_of(plans.document), sent, log or Log())


async def data_of(text: str, log: Log | None = None, **sent: Any) -> Any:
    result = await answer(text, log, **sent)
    assert result is not None
    assert not result.errors
    return result.data


async def test_keys_stand_in_the_order_of_the_selection() -> None:
    text = "{ people { again: name __typename friend { name } nothing name } }"

    data = await data_of(text)

    assert list(data["people"][0]) == ["again", "__typename", "friend", "nothing", "name"]
    assert data["people"][0]["__typename"] == "Person"


async def test_conditions_decide_the_order_of_the_keys() -> None:
    text = "query ($c: Boolean!) { person { name @include(if: $c) nothing name } }"

    assert list((await data_of(text, c=True))["person"]) == ["name", "nothing"]
    assert list((await data_of(text, c=False))["person"]) == ["nothing", "name"]


async def test_loaders_get_the_keys_of_a_whole_level() -> None:
    log = Log()

    data = await data_of("{ people { name friend { name friend { name } } } }", log)

    assert log.batches == [
        ["Ann", "Ben", "Cem"],
        ["friend of Ann", "friend of Ben", "friend of Cem"],
    ]
    assert data["people"][2]["friend"]["friend"] == {"name": "friend of friend of Cem"}


async def test_variables_and_defaults_reach_the_resolver() -> None:
    text = "query ($w: String! = {}) {{ person {{ a: greeting(word: $w) b: greeting }} }}".format(
        '"Hi"'
    )

    assert (await data_of(text))["person"] == {"a": "Hi Ann", "b": "Hello Ann"}
    assert (await data_of(text, w="Bye"))["person"] == {"a": "Bye Ann", "b": "Hello Ann"}


@pytest.mark.parametrize(
    "text",
    ["{ __schema { types { name } } }", "{ __typename }", "{ named { name } }"],
)
async def test_what_plans_do_not_know_is_left_to_graphql_core(text: str) -> None:
    assert await answer(text) is None


async def test_variables_that_do_not_fit_are_left_to_graphql_core() -> None:
    log = Log()

    assert await answer("query ($n: String!) { person(name: $n) { name } }", log, n=1) is None
    assert log.runs == []


async def test_null_where_a_condition_belongs_is_left_to_graphql_core() -> None:
    text = "query ($c: Boolean = true) { person { name @include(if: $c) } }"

    assert await answer(text, c=None) is None


async def test_a_value_against_the_schema_runs_no_root_field_twice() -> None:
    log = Log()

    result = await answer("{ wrong { name } }", log)

    assert result.data is None
    assert [error.path for error in result.errors] == [["wrong", "name"]]
    assert log.runs == ["wrong"]


async def test_what_is_still_awaited_when_a_value_is_wrong_is_closed() -> None:
    result = await answer("{ mixed { name friend { name } } }")  # warnings are errors

    assert result.data is None
    assert [error.path for error in result.errors] == [["mixed", 1, "name"]]


async def test_a_failure_below_runs_no_root_field_twice() -> None:
    log = Log()

    result = await answer("{ people { name maybe { name } } person { name } }", log)

    assert [each["maybe"] for each in result.data["people"]] == [None, None, None]
    assert result.data["person"] == {"name": "Ann"}
    assert [error.path for error in result.errors] == [["people", n, "maybe"] for n in range(3)]
    assert sorted(run for run in log.runs if "maybe" not in run) == ["Ann", "people"]


async def test_a_root_field_that_fails_is_not_run_again() -> None:
    log = Log()
    text = '{ a: person(name: "bad") { name } b: person(name: "b") { name } }'

    result = await answer(text, log)

    assert result.data == {"a": None, "b": {"name": "b"}}
    assert [(error.message, error.path) for error in result.errors] == [("bad", ["a"])]
    assert log.runs == ["bad", "b"]


async def test_mutations_run_one_after_the_other() -> None:
    log = Log()
    text = 'mutation { a: add(name: "a") { name friend { name } } b: add(name: "b") { name } }'

    data = await data_of(text, log)

    assert list(data) == ["a", "b"]
    assert log.runs == ["add a", "add b"]


async def test_after_a_failure_below_graphql_core_runs_only_the_mutations_that_are_left() -> None:
    log = Log()
    text = 'mutation { a: add(name: "a") { maybe { name } } b: add(name: "b") { name } }'

    result = await answer(text, log)

    assert result.data == {"a": {"maybe": None}, "b": {"name": "b"}}
    assert [run for run in log.runs if run.startswith("add")] == ["add a", "add b"]


async def test_after_a_mutation_that_fails_none_is_run() -> None:
    log = Log()
    text = 'mutation { a: add(name: "bad") { name } b: add(name: "b") { name } }'

    result = await answer(text, log)

    assert result.data is None
    assert log.runs == ["add bad"]


def test_each_set_of_conditions_has_its_plan() -> None:
    plans = read("query ($c: Boolean!) { person { name @skip(if: $c) nothing } }")

    assert find(plans, c=True) is find(plans, c=True)
    assert find(plans, c=True) is not find(plans, c=False)


def test_other_variables_share_a_plan() -> None:
    plans = read("query ($n: String!) { person(name: $n) { name } }")

    assert find(plans, n="a") is find(plans, n="b")


def test_each_operation_of_a_text_has_its_plan() -> None:
    plans = read("query A { person { name } } query B { person { nothing } }")

    assert find(plans, 0) is not find(plans, 1)


async def test_a_condition_may_be_the_name_of_another_variable_elsewhere() -> None:
    text = """
        query A($x: Boolean!) { person { name @skip(if: $x) } }
        query B($x: [String!]!) { people { words(of: $x) } }
    """
    plans = read(text)

    found = await execute_by_plan(
        SCHEMA, plans, operation_of(plans.document, 1), {"x": ["a"]}, Log()
    )

    assert found is not None
    assert found.data == {"people": [{"words": ["a"]}] * 3}
    assert find(plans, 1, x=["a"]) is find(plans, 1, x=["b"])


def test_a_text_with_many_operations_keeps_few_plans() -> None:
    plans = read(" ".join(f"query Q{n} {{ person {{ name }} }}" for n in range(MOST + 1)))
    first, last = find(plans, 0), [find(plans, n) for n in range(1, MOST + 1)][-1]

    assert find(plans, MOST) is last
    assert find(plans, 0) is not first
