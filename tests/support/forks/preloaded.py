"""What the fork server imports once, so that each of its forks starts in a tenth of the time."""

import gc
import pkgutil
from importlib import import_module

import server.commands

LIBRARIES = (  # which import these only when they are first used
    *("aiosqlite", "anyio._backends._asyncio", "asyncpg"),
    *("uvicorn.lifespan.on", "uvicorn.loops.uvloop"),
)
PARTS = ("server.app", "server.telemetry.library_log", "server.transport.protocol")
COMMANDS = [
    found.name for found in pkgutil.iter_modules(server.commands.__path__, "server.commands.")
]

for module in (*LIBRARIES, *PARTS, *COMMANDS):
    import_module(module)
import_module("schema.build").build()
gc.freeze()  # or the first collection in each fork would copy every page
