"""imitateCustomerLogin, each one-time token once; what counts is what the database has redeemed."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from auth.sign_in.tokens import TokenKind
from benchmarks.bench import Bench
from benchmarks.cases import servers
from benchmarks.cases.asking import ask
from benchmarks.cases.servers import Product
from benchmarks.data import shop, stores
from benchmarks.data.names import id_of, token_of
from benchmarks.data.seed import KEY, document
from benchmarks.harness import messages, report
from benchmarks.harness.contest import Contestant, WrongAnswer
from benchmarks.harness.load import Load
from benchmarks.harness.programs import Running
from benchmarks.harness.report import Section

REDEEM = "storefront/imitate-customer-login"
REDEEMED = "SELECT count(*) FROM imitations WHERE started_at IS NOT NULL"
CLIENTS = (1, 16, 64)
FASTEST = 4_000  # redemptions a second; a run ends when it has no token left
VISITOR = {"sw-access-key": KEY}


def redeem(bench: Bench) -> Section:
    """The product beside a handler that redeems in one statement and without rules."""
    products = servers.copied(bench, "redeem")
    bare = bench.filled.copy(
        bench.filled.postgres(bench.current, "shop", bench.size), "redeem bare"
    )
    compared = [Product(servers.floor(bench, bare), bare), *products]
    clients = [CLIENTS[1]] if bench.smoke else CLIENTS
    of_a_run = int(FASTEST * bench.options.seconds)
    count = of_a_run * (bench.options.rounds + 1) * len(clients) + 1
    for each in compared:
        asyncio.run(shop.add_tokens(each.url, bench.filled.people, count))
    contestants = [_contestant(bench, each, of_a_run, last=count - 1) for each in compared]
    note = (
        "`storefront/imitate-customer-login`, counted in the database. The floor "
        "redeems with one statement, which checks the token alone, then reads the context."
    )
    return report.contest("Redeeming a token", note, {"Redeem": bench.hold(contestants, clients)})


def _contestant(bench: Bench, product: Product, of_a_run: int, last: int) -> Contestant:
    successes = partial(_count, product.url)
    numbers = iter(range(last))
    text = document(REDEEM, product.tree)
    file = bench.databases.folder / f"{product.program.name}.requests"
    loads = partial(_next_load, text, file, numbers, of_a_run)
    check = partial(_check, bench, text, last)
    return Contestant(product.program, loads, check, successes, product.is_base)


def _count(url: str) -> int:
    return asyncio.run(stores.ask(url, REDEEMED))


def _next_load(text: str, file: Path, numbers: Iterator[int], of_a_run: int) -> Load:
    taken = (number for number, _ in zip(numbers, range(of_a_run), strict=False))
    return Load(messages.write(file, _requests(text, taken)), once=True)


def _requests(text: str, numbers: Iterable[int]) -> Iterator[bytes]:
    for number in numbers:
        token = token_of(TokenKind.IMITATION, "pending", number)
        yield messages.post(text, {"token": token}, VISITOR)


def _check(bench: Bench, text: str, number: int, server: Running) -> None:
    """The token begins the imitation that it was made for, and does so once."""
    people, token = bench.filled.people, token_of(TokenKind.IMITATION, "pending", number)
    begun = ask(server, text, VISITOR, {"token": token})["context"]
    wanted = id_of("customer", number % people.customers), id_of("user", number % people.users)
    found = begun["customer"]["id"], begun["imitatingUserId"]
    if found != wanted:
        raise WrongAnswer(f"{found} are imitated instead of {wanted}")
    with suppress(WrongAnswer):
        ask(server, text, VISITOR, {"token": token})
        raise SystemExit(f"{server.name} has redeemed a token twice.")
