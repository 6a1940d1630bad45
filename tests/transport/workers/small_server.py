"""A small application with three workers: `-m tests.transport.workers.small_server serve --port N`.

Further words: `fails`, and it cannot start; `impatient`, and a worker has two seconds to answer.
"""

import os
import random
import secrets
import sys
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.transport.sockets.listening import listen, open_sockets
from server.transport.workers import worker
from server.transport.workers.supervisor import Supervisor

WORKERS = 3
WORDS = sys.argv[4:]


@asynccontextmanager
async def lifespan(_app: Starlette) -> AsyncIterator[None]:
    if "fails" in WORDS:
        raise RuntimeError
    yield


async def live(_request: Request) -> Response:
    return Response()


async def tell(_request: Request) -> Response:
    """What this worker is, and what it has drawn by chance."""
    chance = [str(random.random()), str(uuid.uuid4()), secrets.token_hex(8)]
    files = len(list(Path("/proc/self/fd").iterdir()))
    return JSONResponse({"pid": os.getpid(), "chance": chance, "files": files})


async def hold(_request: Request) -> Response:
    """Hold the event loop, as a plug-in can."""
    time.sleep(300)  # noqa: ASYNC251 - that is the fault
    return Response()


if __name__ == "__main__":
    if "impatient" in WORDS:
        worker.ANSWERS_WITHIN = 2.0  # type: ignore[misc]  # a test has no minute
    routes = [Route("/health/live", live), Route("/tell", tell), Route("/hold", hold)]
    app = Starlette(routes=routes, lifespan=lifespan)
    config = uvicorn.Config(app, http="httptools", ws="none", lifespan="on", log_config=None)
    sockets = open_sockets("127.0.0.1", int(sys.argv[3]))
    listen(sockets)
    sys.exit(0 if Supervisor(config, sockets, WORKERS).run() else 3)
