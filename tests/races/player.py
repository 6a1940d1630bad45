"""Processes with an application each over one database, which play their parts at once."""

import asyncio
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any, Final, NamedTuple, Protocol

import httpx
import uvloop

from db.engine.faults import Unavailable
from resolvers.application import Application
from resolvers.importing import customers, sales_channels
from server.app import create
from server.application import wire
from server.settings.settings import Settings
from tests.support.clients import document
from tests.support.engines.kept import CHEAP
from tests.support.forks.processes import FORKS

UNLIMITED: Final[dict[str, Any]] = {
    "rate_account_logins": 0,
    "rate_address_logins": 0,
    "rate_user_tokens": 0,
    "rate_address_tokens": 0,
    "rate_address_redemptions": 0,
    "imitations_per_user": 1000,
}
PATIENCE: Final = 60  # seconds; a loaded machine takes its time
ENDS_WITHIN: Final = 3600  # seconds for all steps, of which there may be any number
IMPORTS: Final = {"import/customers": customers.load, "import/sales-channels": sales_channels.load}


class Step(NamedTuple):
    """An operation of `graphql/`, or an import; `delay` is in seconds."""

    operation: str
    variables: dict[str, Any]
    headers: dict[str, str]
    delay: float = 0


class Taken(NamedTuple):
    """How a step went: the answer's one value, and the codes of its errors."""

    value: Any
    codes: Sequence[str]
    context_token: str | None = None


def settings(url: str, **others: Any) -> Settings:
    """Those of every application here."""
    values = {
        "token_lifetime": 3600,
        **UNLIMITED,
        **CHEAP,
        **others,
    }
    return Settings(database_url=url, **values)


class Stage(NamedTuple):
    """What a process has to play with; both processes have the same barrier."""

    application: Application
    http: httpx.AsyncClient
    barrier: Barrier


class Part(Protocol):
    """What a process is to do."""

    async def play(self, stage: Stage) -> Any:
        """Do it, and answer how it went."""


@dataclass(frozen=True, slots=True)
class Script:
    """Steps, each at the same moment as the other process's."""

    steps: Sequence[Step]

    async def play(self, stage: Stage) -> Sequence[Taken]:
        """How each step went."""
        taken = []
        for step in self.steps:
            stage.barrier.wait()
            await asyncio.sleep(step.delay)
            taken.append(await take(step, stage))
        return taken


def at_once(made: Settings, *parts: Part) -> Sequence[Any]:
    """What each part answers, which a process of its own plays."""
    barrier = FORKS.Barrier(len(parts), timeout=PATIENCE)
    pipes = [FORKS.Pipe(duplex=False) for _ in parts]
    for part, (_, there) in zip(parts, pipes, strict=True):
        FORKS.Process(target=_play, args=(made, barrier, part, there), daemon=True).start()
    answers = [here.recv() if here.poll(ENDS_WITHIN) else "no answer" for here, _ in pipes]
    assert [answer for answer in answers if isinstance(answer, str)] == []
    return answers


def _play(made: Settings, barrier: Barrier, part: Part, answer: Connection) -> None:
    try:
        answer.send(uvloop.run(_on_stage(made, barrier, part)))
    except Exception:
        barrier.abort()  # or the other process would wait
        answer.send(traceback.format_exc())
        raise


async def _on_stage(made: Settings, barrier: Barrier, part: Part) -> Any:
    application = wire(made)
    transport = httpx.ASGITransport(create(made, application))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        answer = await part.play(Stage(application, http, barrier))
    await application.database.dispose()
    return answer


async def take(step: Step, stage: Stage) -> Taken:
    """How it goes."""
    if step.operation in IMPORTS:
        try:
            report = await IMPORTS[step.operation](stage.application, step.variables["lines"])
        except Unavailable as fault:
            return Taken(None, [f"UNAVAILABLE {fault}"])
        return Taken(report.updated, [refused.reason for refused in report.refused])
    body = {"query": document(step.operation), "variables": step.variables}
    answer = await stage.http.post("/graphql", json=body, headers=step.headers)
    stage.http.cookies.clear()
    found = answer.json()
    codes = [error["extensions"]["code"] for error in found.get("errors", ())]
    (value,) = (found.get("data") or {"": None}).values()
    return Taken(value, codes, answer.headers.get("sw-context-token"))
