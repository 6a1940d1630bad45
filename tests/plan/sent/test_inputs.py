"""A plan makes input objects as Strawberry does."""

from enum import Enum
from typing import Any

import pytest
import strawberry
from graphql import OperationDefinitionNode, parse

from schema.plan.execution import execute_by_plan
from schema.plan.plans import Plans
from schema.plan.sent.inputs import OnlyByStrawberry, inputs_of


@strawberry.enum
class Kind(Enum):
    HOME = "home"


@strawberry.input
class Place:
    zip_code: str
    kind: Kind | None = strawberry.UNSET


@strawberry.input
class Order:
    number: int = 1
    note: str | None
    first_place: Place | None = strawberry.UNSET
    other_places: list[Place | None] = strawberry.field(default_factory=list)


@strawberry.input
class Patch:
    name: strawberry.Maybe[str]


@strawberry.type
class Query:
    @strawberry.field
    async def show(self, order: Order) -> str:
        return repr(order)

    @strawberry.field
    async def grow(self, words: list[str] = ["one"]) -> list[str]:  # noqa: B006 - Strawberry's way
        words.append("more")
        return words

    @strawberry.field
    async def rename(self, patch: Patch) -> str:
        return repr(patch)


SCHEMA = strawberry.Schema(Query)
CORE = SCHEMA._schema  # noqa: SLF001 - the one way to graphql-core's


async def by_plan(text: str, **sent: Any) -> Any:
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    result = await execute_by_plan(SCHEMA, Plans(document), operation, sent, None)
    assert result is not None
    return result.data


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"number": 2, "note": None, "firstPlace": None, "otherPlaces": []},
        {"note": "Ring twice", "firstPlace": {"zipCode": "48143"}},
        {
            "otherPlaces": [
                {"zipCode": "48143", "kind": "HOME"},
                None,
                {"zipCode": "1", "kind": None},
            ]
        },
        {"otherPlaces": {"zipCode": "48143"}},  # one item stands for a list
    ],
)
async def test_input_object(order: dict[str, Any]) -> None:
    text = "query ($order: Order!) { show(order: $order) }"

    made = await by_plan(text, order=order)

    expected = await SCHEMA.execute(text, variable_values={"order": order})
    assert expected.errors is None
    assert made == expected.data


async def test_default_list_is_made_anew() -> None:
    answers = [await by_plan("{ grow }") for _ in range(2)]

    assert answers == [{"grow": ["one", "more"]}] * 2


async def test_what_only_strawberry_makes_is_left_to_it() -> None:
    text = "query ($patch: Patch!) { rename(patch: $patch) }"

    made = await by_plan(text, patch={"name": "Ann"})

    assert made == {"rename": "Patch(name=Some('Ann'))"}
    query = CORE.query_type
    assert query is not None
    with pytest.raises(OnlyByStrawberry):
        inputs_of(query.fields["rename"].args)
