"""Sample services behind the middleware of `integrations/`: one of Starlette, one of Express."""

import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import util
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from scripts.node_packages import NoNode, find_node
from tests.support.machines import AUDIENCE

INTEGRATIONS = Path(__file__).parents[3] / "integrations"
NODE = Path(__file__).parent / "node"

Sample = Callable[[str, Path], AbstractAsyncContextManager[httpx.AsyncClient]]


def verify_context() -> Any:
    """The middleware of Starlette, as a module."""
    file = INTEGRATIONS / "verify-context-starlette" / "verify_context.py"
    spec = util.spec_from_file_location("verify_context", file)
    assert spec
    assert spec.loader
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@asynccontextmanager
async def starlette(issuer: str, _folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service of Starlette."""
    module = verify_context()

    async def claims(request: Request) -> JSONResponse:
        return JSONResponse(request.scope["context"])

    verified = Middleware(module.VerifyContext, issuer=issuer, audience=AUDIENCE)
    app = Starlette(routes=[Route("/", claims)], middleware=[verified])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://orders.example"
    ) as client:
        yield client


@asynccontextmanager
async def express(issuer: str, folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service of Express, a process of its own."""
    node = find_node()
    if node is None:
        raise NoNode("The sample service needs Node: locks/node.lock has it.")
    if not (NODE / "node_modules" / "jose").is_dir():
        subprocess.run([str(node / "npm"), "ci", "--loglevel=error"], cwd=NODE, check=True)
    copied = folder / "orders"
    copied.mkdir()
    shutil.copy(NODE / "orders.mjs", copied)
    shutil.copy(INTEGRATIONS / "verify-context-express" / "verify-context.mjs", copied)
    (copied / "node_modules").symlink_to(NODE / "node_modules")
    with subprocess.Popen(  # noqa: ASYNC220 - starts in no time
        [str(node / "node"), "orders.mjs", issuer, AUDIENCE],
        cwd=copied,
        stdout=subprocess.PIPE,
        stderr=sys.stderr,
        text=True,
    ) as process:
        assert process.stdout
        port = process.stdout.readline().strip()
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
                yield client
        finally:
            process.kill()


SAMPLES: dict[str, Sample] = {"starlette": starlette, "express": express}
