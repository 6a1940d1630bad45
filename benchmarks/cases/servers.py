"""The servers that are compared: the floor, the product, and its peers."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.bench import Bench
from benchmarks.data.revisions import ROOT
from benchmarks.data.shop import Size
from benchmarks.harness.programs import Program
from benchmarks.peers import installed

FLOOR = "floor: bare handler"


class Product(NamedTuple):
    """A server of the product, the URL of its database, and the tree whose documents it is sent.

    The base revision gets its own: today's ask for fields that it does not know.
    """

    program: Program
    url: str
    is_base: bool = False
    tree: Path = ROOT


def products(bench: Bench, name: str, size: Size) -> Sequence[Product]:
    """The product on both engines, and at the base revision, on databases of this size."""
    current, base = bench.current, bench.base
    postgres = bench.filled.postgres(current, name, size)
    sqlite = bench.filled.sqlite(current, name, size)
    found = [
        Product(current.server("imitate, PostgreSQL", postgres), postgres),
        Product(current.server("imitate, SQLite", sqlite), sqlite),
    ]
    if base is not None:
        url = bench.filled.postgres(base, name, size)
        program = base.server(f"{base.name}, PostgreSQL", url)
        found.append(Product(program, url, is_base=True, tree=base.folder))
    return found


def copied(bench: Bench, case: str) -> Sequence[Product]:
    """The same on copies of the databases of most cases, for a case that writes."""
    found = []
    for product in products(bench, "shop", bench.size):
        url = bench.filled.copy(product.url, case)
        revision = bench.base if product.is_base and bench.base else bench.current
        found.append(product._replace(program=revision.server(product.program.name, url), url=url))
    return found


def floor(bench: Bench, url: str, name: str = FLOOR, **environment: str) -> Program:
    """A bare handler on the product's database."""
    return _python(bench, name, "benchmarks.peers.floor", url, environment)


def batching_floor(bench: Bench, url: str) -> Program:
    """The floor that looks up together what waits."""
    return floor(bench, url, "floor with batches", BATCHES="1")


def peers(bench: Bench, url: str) -> Sequence[Program]:
    """Other GraphQL servers with the same statement."""
    module = "benchmarks.peers.strawberry_server"
    servers = [
        _python(bench, "Strawberry, default", module, url, {}),
        _python(bench, "Strawberry, caches", module, url, {"CACHES": "1"}),
    ]
    folder = installed.install()
    environment = _environment(bench, url)
    for name, script in (("Mercurius, JIT", "mercurius.mjs"), ("GraphQL Yoga", "yoga.mjs")):
        servers.append(Program(name, ["node", script, "{port}"], environment, folder))
    return servers


def _python(
    bench: Bench, name: str, module: str, url: str, environment: Mapping[str, str]
) -> Program:
    variables = {**_environment(bench, url), **environment}
    return Program(name, [sys.executable, "-m", module, "{port}"], variables, ROOT)


def _environment(bench: Bench, url: str) -> dict[str, str]:
    return {"DATABASE_URL": url, "STATEMENT": str(bench.statement)}
