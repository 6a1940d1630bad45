"""The floor: a bare Starlette handler that answers what the product answers, without GraphQL.

`python -m benchmarks.peers.floor PORT` answers the context; with `BATCHES=1` it looks up in
batches. What it leaves out is what the product costs.
"""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.peers import answers, batches, looking_up, redeeming

if TYPE_CHECKING:
    from benchmarks.peers.looking_up import LookUp


@asynccontextmanager
async def connected(app: Starlette) -> AsyncIterator[None]:
    """Hold the connections as long as the server runs."""
    opened = batches.together() if os.environ.get("BATCHES") else looking_up.one_by_one()
    async with opened as app.state.look_up, redeeming.redeemer() as app.state.redeemer:
        yield


async def graphql(request: Request) -> Response:
    """The context query, or where the body has a one-time token, its redemption."""
    body = orjson.loads(await request.body())
    look_up: LookUp = request.app.state.look_up
    access_key, variables = request.headers["sw-access-key"], body.get("variables")
    if variables:
        token = await request.app.state.redeemer.redeem(access_key, variables["token"])
        row = await look_up.row(access_key, token)
        data = {"imitateCustomerLogin": {"token": token, "context": answers.context(row, token)}}
    else:
        token = request.headers["sw-context-token"]
        data = {"context": answers.context(await look_up.row(access_key, token), token)}
    return Response(
        orjson.dumps({"data": data}),
        media_type="application/json",
        headers={"cache-control": "no-store", "sw-context-token": token},
    )


if __name__ == "__main__":
    uvicorn.run(
        Starlette(routes=[Route("/graphql", graphql, methods=["POST"])], lifespan=connected),
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
