"""How do clients read long lists? Relay connections with keyset cursors."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Generic, TypeAlias, TypeVar

import strawberry

from resolvers.request.paging import Page

Node = TypeVar("Node")
Row = TypeVar("Row")

First: TypeAlias = Annotated[
    int,
    strawberry.argument(
        description="How many rows at the most, 1 to 100. Errors: `VIOLATION::INVALID`."
    ),
]
After: TypeAlias = Annotated[
    str | None,
    strawberry.argument(
        description="The cursor to go on after; null starts at the beginning. "
        "Errors: `VIOLATION::INVALID`."
    ),
]
Search: TypeAlias = Annotated[
    str | None,
    strawberry.argument(
        description="Words that must all occur, whatever their case and accents, "
        "at most 200 characters; null finds everything. Errors: `VIOLATION::INVALID`."
    ),
]


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    """Relay's PageInfo."""

    has_next_page: bool = strawberry.field(description="True where rows follow this page.")
    has_previous_page: bool = strawberry.field(description="True where rows precede this page.")
    start_cursor: str | None = strawberry.field(
        description="The cursor of the first row; null for an empty page."
    )
    end_cursor: str | None = strawberry.field(
        description="The cursor to send as `after` for the next page; null for an empty page."
    )


@strawberry.type(description="A row of a page with its place in the list.")
class Edge(Generic[Node]):
    """Relay's edge."""

    node: Node = strawberry.field(description="The row.")
    cursor: str = strawberry.field(description="The place of the row; valid while the list lasts.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[Node]):
    """Relay's connection."""

    edges: list[Edge[Node]] = strawberry.field(description="The rows with their cursors.")
    nodes: list[Node] = strawberry.field(description="The rows.")
    page_info: PageInfo = strawberry.field(description="Where the page lies in the list.")
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(description="How many rows the whole list has; counted when asked for.")
    async def total_count(self) -> int:
        """Count."""
        return await self.count()


def connection(page: Page[Row], of: Callable[[Row], Node]) -> Connection[Node]:
    """A page of rows as clients see it."""
    nodes = [of(row) for row in page.rows]
    edges = [Edge(node=node, cursor=at) for node, at in zip(nodes, page.cursors, strict=True)]
    return Connection(
        edges=edges,
        nodes=nodes,
        page_info=PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=page.cursors[0] if page.cursors else None,
            end_cursor=page.cursors[-1] if page.cursors else None,
        ),
        count=page.count,
    )
