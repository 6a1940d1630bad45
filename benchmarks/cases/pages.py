"""The pages of the storefront, as a user who imitates a customer sees them."""

from collections.abc import Iterator, Mapping
from functools import partial

from benchmarks.bench import Bench
from benchmarks.cases import servers
from benchmarks.cases.asking import page
from benchmarks.cases.context_checks import headers_of
from benchmarks.data.seed import KEY
from benchmarks.data.sessions import Group
from benchmarks.harness import messages, report
from benchmarks.harness.contest import Contestant, WrongAnswer
from benchmarks.harness.load import Load
from benchmarks.harness.programs import Running
from benchmarks.harness.report import Section
from server.endpoint.credentials import context_cookies
from server.settings.settings import Settings

PATHS = {"Products": "/", "Cart": "/cart"}
BANNER = "You are acting as"
CLIENTS = 16


def pages(bench: Bench) -> Section:
    """Each page; every request belongs to another session."""
    results = {}
    products = servers.products(bench, "shop", bench.size)
    for name, path in PATHS.items():
        file = bench.databases.folder / f"page {name}.requests"
        messages.write(file, _requests(bench.sessions, path))
        contestants = [
            Contestant(
                product.program,
                partial(Load, file),
                partial(_check, bench.sessions, path),
                is_base=product.is_base,
            )
            for product in products
        ]
        results[name] = bench.hold(contestants, [CLIENTS])
    note = "HTML with the banner of an imitation: the context, and what the page shows."
    return report.contest("Pages of the storefront", note, results)


def _requests(group: Group, path: str) -> Iterator[bytes]:
    return (messages.get(path, _cookie(group, number)) for number in range(group.count))


def _cookie(group: Group, number: int) -> Mapping[str, str]:
    imitation, _own = context_cookies(Settings(), KEY)
    return {"cookie": f"{imitation}={headers_of(group, number)['sw-context-token']}"}


def _check(group: Group, path: str, server: Running) -> None:
    if BANNER not in page(server, path, _cookie(group, 0)):
        raise WrongAnswer(f"{path} has no banner")
