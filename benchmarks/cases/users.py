"""What users do in numbers: generating one-time tokens, and signing in."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from auth.sign_in.tokens import TokenKind
from benchmarks.bench import Bench
from benchmarks.cases import servers
from benchmarks.cases.asking import ask
from benchmarks.cases.servers import Product
from benchmarks.data import stores
from benchmarks.data.names import id_of, token_of
from benchmarks.data.seed import document
from benchmarks.data.shop import username_of
from benchmarks.harness import messages, report
from benchmarks.harness.contest import Contestant, WrongAnswer
from benchmarks.harness.load import Load
from benchmarks.harness.programs import Running
from benchmarks.harness.report import Section
from db.demo.names import PASSWORD
from db.demo.shop import demo_id

GENERATE = "admin/generate-imitate-customer-token"
GENERATED = "SELECT count(*) FROM imitations WHERE started_at IS NULL"
SIGN_IN = "admin/user-login"
REQUESTS = 10_000  # of one load
CLIENTS = 16


def generate(bench: Bench) -> Section:
    """Tokens by many users for many customers, counted in the database."""
    users = bench.filled.people.users
    contestants = []
    for each in servers.copied(bench, "generate"):
        text = document(GENERATE, each.tree)
        requests = (
            messages.post(text, _wanted(number), signed_in("user", number % users))
            for number in range(bench.number(REQUESTS))
        )
        load = _load(bench, each, requests)
        check, count = partial(_check_generate, text), partial(_count, each.url)
        contestants.append(Contestant(each.program, load, check, count, each.is_base))
    note = f"`{GENERATE}` by {users:,} users, counted in the database."
    result = bench.hold(contestants, [CLIENTS])
    return report.contest("Generating a token", note, {"Generate": result})


def sign_in(bench: Bench) -> Section:
    """Users signing in by password."""
    users = bench.filled.people.users
    contestants = []
    for each in servers.copied(bench, "sign in"):
        text = document(SIGN_IN, each.tree)
        requests = (
            messages.post(text, _credentials(number % users))
            for number in range(bench.number(REQUESTS))
        )
        load, check = _load(bench, each, requests), partial(_check_sign_in, text)
        contestants.append(Contestant(each.program, load, check, is_base=each.is_base))
    note = "`admin/user-login`: nearly all of it is the hash of the password."
    return report.contest("Signing in", note, {"Sign in": bench.hold(contestants, [CLIENTS])})


def signed_in(name: str, number: int) -> Mapping[str, str]:
    """The headers of a user who is signed in."""
    return {"authorization": f"Bearer {token_of(TokenKind.USER_SESSION, name, number)}"}


def _load(bench: Bench, product: Product, requests: Iterable[bytes]) -> Callable[[], Load]:
    file = bench.databases.folder / f"{product.program.name}.requests"
    return partial(Load, messages.write(file, requests))


def _wanted(number: int) -> Mapping[str, object]:
    return {
        "customerId": id_of("customer", number),
        "salesChannelId": demo_id("channel", "Storefront"),
        "reason": "A benchmark of the product",
    }


def _credentials(number: int) -> Mapping[str, object]:
    return {"username": username_of(number), "password": PASSWORD}


def _count(url: str) -> int:
    return asyncio.run(stores.ask(url, GENERATED))


def _check_generate(text: str, server: Running) -> None:
    made = ask(server, text, signed_in("user", 1), _wanted(1))
    _equal("customerId", made["customerId"], id_of("customer", 1))
    _equal("userId", made["userId"], id_of("user", 1))


def _check_sign_in(text: str, server: Running) -> None:
    begun = ask(server, text, {}, _credentials(1))
    _equal("username", begun["user"]["username"], username_of(1))


def _equal(name: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise WrongAnswer(f"{name} is {found!r} instead of {wanted!r}")
