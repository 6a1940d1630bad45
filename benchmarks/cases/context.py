"""The context query: at several numbers of clients, with carts of any size, with many sessions."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from benchmarks.bench import Bench
from benchmarks.cases import servers, vendure
from benchmarks.cases.context_checks import CONTEXT, SameContexts, headers_of
from benchmarks.cases.servers import Product
from benchmarks.data.seed import document
from benchmarks.data.sessions import Group
from benchmarks.data.shop import Size
from benchmarks.harness import messages, report
from benchmarks.harness.contest import Contestant
from benchmarks.harness.load import Load
from benchmarks.harness.report import Section

TOKENS = 10_000  # of one load, drawn from all sessions
CLIENTS = 16  # where it is not the number of clients that matters


def clients(bench: Bench) -> Section:
    """The product beside everything else."""
    products = servers.products(bench, "shop", bench.size)
    url = products[0].url
    others = [servers.floor(bench, url), servers.batching_floor(bench, url)]
    others += servers.peers(bench, url)
    compared = [*(Product(program, url) for program in others[:2]), *products]
    compared += [Product(program, url) for program in others[2:]]
    note = (
        f"`storefront/context` for {bench.sessions.count:,} imitated sessions with "
        "three cart lines. All but SQLite's and the base revision's servers send PostgreSQL the "
        "product's own statement. Vendure answers what is nearest: channel, customer and a cart of "
        "three lines, of sessions that it remembers."
    )
    contestants = [
        *_contestants(bench, bench.sessions, compared),
        vendure.contestant(bench),
    ]
    result = bench.hold(contestants, bench.options.clients)
    return report.contest("Context query", note, {"Context": result})


def carts(bench: Bench) -> Section:
    """The product beside the floor, by lines in the cart."""
    products = servers.products(bench, "shop", bench.size)
    url = products[0].url
    compared = [Product(servers.floor(bench, url), url), *products]
    results = {
        f"{lines} cart lines": bench.hold(
            _contestants(bench, bench.carts(lines), compared), [CLIENTS]
        )
        for lines in (0, 5, 50)
    }
    return report.contest("Size of the cart", "The context query, by lines in the cart.", results)


def sessions(bench: Bench) -> Section:
    """The product beside the floor, with few and with many sessions in the database."""
    many = replace(bench.sessions, count=bench.number(1_000_000), with_events=0)
    few_url = bench.filled.postgres(bench.current, "shop", bench.size)
    many_url = bench.filled.postgres(bench.current, "many", Size([many]))
    contestants: list[Contestant] = []
    for group, url in ((bench.sessions, few_url), (many, many_url)):
        programs = [
            bench.current.server(f"imitate, {group.count:,} sessions", url),
            servers.floor(bench, url, f"floor, {group.count:,} sessions"),
        ]
        compared = [Product(program, url) for program in programs]
        contestants += _contestants(bench, group, compared)
    note = "The context query for tokens drawn from all sessions."
    return report.contest(
        "Number of sessions", note, {"Context": bench.hold(contestants, [CLIENTS])}
    )


def _contestants(bench: Bench, group: Group, compared: Sequence[Product]) -> Sequence[Contestant]:
    asked = {
        tree: _asked(bench, group, document(CONTEXT, tree))
        for tree in {each.tree for each in compared}
    }
    return [Contestant(each.program, *asked[each.tree], is_base=each.is_base) for each in compared]


def _asked(bench: Bench, group: Group, text: str) -> tuple[Callable[[], Load], SameContexts]:
    """The load of a document, and the check of its answers."""
    requests = (
        messages.post(text, headers=headers_of(group, number))
        for number in range(0, group.count, max(group.count // TOKENS, 1))
    )
    name = f"{group.name} {group.count} {zlib.crc32(text.encode())}.requests"
    loads = partial(Load, messages.write(bench.databases.folder / name, requests))
    return loads, SameContexts(text, group, bench.filled.people)
