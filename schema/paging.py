"""Lists in pages: connections as Relay defines them, with cursors that name the last row's keys."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Generic, TypeAlias, TypeVar

import strawberry

from resolvers.request.paging import Page

Node = TypeVar("Node")
Row = TypeVar("Row")

First: TypeAlias = Annotated[
    int, strawberry.argument(description="The most rows that the page may have, 1 to 100.")
]
After: TypeAlias = Annotated[
    str | None,
    strawberry.argument(
        description="The `endCursor` of the page before. Null answers the first page."
    ),
]
Search: TypeAlias = Annotated[
    str | None,
    strawberry.argument(
        description="Words that a row must contain, all of them, in any order. Case and accents "
        "do not matter. At most 200 characters. Null answers all rows."
    ),
]


@strawberry.type(
    description="The place of a page in its list (Relay Cursor Connections Specification)."
)
class PageInfo:
    has_next_page: bool = strawberry.field(description="True if more rows follow this page.")
    has_previous_page: bool = strawberry.field(description="True if rows come before this page.")
    start_cursor: str | None = strawberry.field(
        description="The cursor of the first row. Null if the page is empty."
    )
    end_cursor: str | None = strawberry.field(
        description="The cursor of the last row: the value of `after` for the next page. Null if "
        "the page is empty."
    )


@strawberry.type(description="A row of a page, with its place in the list.")
class Edge(Generic[Node]):
    node: Node = strawberry.field(description="The row.")
    cursor: str = strawberry.field(
        description="The row's place in the list. It stays valid when rows are added or removed."
    )


@strawberry.type(
    description="A page of a list. `nodes` has the rows; send `pageInfo { endCursor }` as `after` "
    "for the next page."
)
class Connection(Generic[Node]):
    nodes: list[Node] = strawberry.field(description="The rows.")
    page_info: PageInfo = strawberry.field(description="The place of the page in the list.")
    cursor: strawberry.Private[Callable[[int], str]]
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(description="The rows with their cursors.")
    def edges(self) -> list[Edge[Node]]:
        return [Edge(node=node, cursor=self.cursor(at)) for at, node in enumerate(self.nodes)]

    @strawberry.field(
        description="The number of rows in the whole list, counted only if this is selected. "
        "10,001 means more than 10,000."
    )
    async def total_count(self) -> int:
        return await self.count()


def connection(page: Page[Row], of: Callable[[Row], Node]) -> Connection[Node]:
    """A page of rows as clients see it; `of` makes a node of a row."""
    return Connection(
        nodes=[of(row) for row in page.rows],
        page_info=PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=page.cursor(0) if page.rows else None,
            end_cursor=page.cursor(-1) if page.rows else None,
        ),
        cursor=page.cursor,
        count=page.count,
    )
