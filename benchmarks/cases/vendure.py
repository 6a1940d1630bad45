"""Vendure's nearest to the context query: channel, customer and cart of a session."""

import httpx

from benchmarks.bench import Bench
from benchmarks.cases import vendure_shop
from benchmarks.harness import messages
from benchmarks.harness.contest import Contestant, WrongAnswer
from benchmarks.harness.load import Load
from benchmarks.harness.programs import Program, Running
from benchmarks.peers import installed

CUSTOMERS = 20  # it remembers their sessions, which more of them would not change


def contestant(bench: Bench) -> Contestant:
    """Vendure on a database of its own, which it fills before it is timed."""
    folder = installed.install("vendure.json")
    environment = {
        "DATABASE_URL": bench.databases.create("vendure"),
        "VENDURE_DISABLE_TELEMETRY": "true",
    }
    program = Program("Vendure", ["node", "vendure.mjs", "{port}"], environment, folder)
    file = bench.databases.folder / "vendure.requests"

    def fill(server: Running) -> None:
        try:
            tokens = vendure_shop.fill(server, CUSTOMERS)
            vendure_shop.check(server, tokens[-1])
        except (httpx.HTTPError, LookupError, TypeError, ValueError) as error:
            raise WrongAnswer(f"{type(error).__name__}: {error}") from error
        bearers = ({"Authorization": f"Bearer {token}"} for token in tokens)
        requests = (
            messages.post(vendure_shop.CONTEXT, headers=bearer, path="/shop-api")
            for bearer in bearers
        )
        messages.write(file, requests)

    return Contestant(program, lambda: Load(file), fill)
