"""The context query by Strawberry as its documentation shows it, with the product's statement.

`python -m benchmarks.peers.strawberry_server PORT`; with `CACHES=1` it remembers documents.
"""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import strawberry
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.types import Info

from benchmarks.peers import looking_up, strawberry_types

if TYPE_CHECKING:
    from benchmarks.peers.looking_up import LookUp


@strawberry.type
class Query:
    @strawberry.field
    async def context(self, info: Info) -> strawberry_types.Context:
        request = info.context["request"]
        token = request.headers["sw-context-token"]
        look_up: LookUp = request.app.state.look_up
        row = await look_up.row(request.headers["sw-access-key"], token)
        return strawberry_types.context(row, token)


@asynccontextmanager
async def connected(app: Starlette) -> AsyncIterator[None]:
    """Hold the connections as long as the server runs."""
    async with looking_up.one_by_one() as app.state.look_up:
        yield


def application() -> Starlette:
    """Strawberry's own ASGI application as a route of Starlette."""
    caches = [ParserCache, ValidationCache] if os.environ.get("CACHES") else []
    graphql = GraphQL[None, None](strawberry.Schema(Query, extensions=caches))
    return Starlette(routes=[Route("/graphql", graphql)], lifespan=connected)


if __name__ == "__main__":
    uvicorn.run(
        application(),
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
