"""The lists of the admin, a page of 25 rows each."""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from benchmarks.bench import Bench
from benchmarks.cases import servers
from benchmarks.cases.asking import ask
from benchmarks.cases.servers import Product
from benchmarks.cases.users import signed_in
from benchmarks.data.names import id_of
from benchmarks.data.seed import document
from benchmarks.harness import messages, report
from benchmarks.harness.contest import Contestant, WrongAnswer
from benchmarks.harness.load import Load
from benchmarks.harness.programs import Running
from benchmarks.harness.report import Section
from db.demo.names import LAST_NAMES

ROWS = 25
CLIENTS = 8


class List(NamedTuple):
    """A document of the admin with its variables."""

    name: str
    document: str
    variables: Mapping[str, object] = {}


LISTS = (
    List("Customers", "admin/customers"),
    List("Customers by name", "admin/customers", {"search": LAST_NAMES[0]}),
    List("Active customers by number", "admin/customers", {"active": True, "sort": "NUMBER"}),
    List(
        "Newest customers by name", "admin/customers", {"search": LAST_NAMES[0], "sort": "NEWEST"}
    ),
    List("Customers by last login", "admin/customers", {"sort": "LAST_LOGIN"}),
    List("Users", "admin/users"),
    List("Imitations", "admin/imitations"),
    List("Live imitations", "admin/imitations", {"active": True}),
    List("Orders of a customer", "admin/customer-orders", {"id": id_of("customer", 0)}),
)


def lists(bench: Bench) -> Section:
    """Each list, as a super admin sees it."""
    products = servers.products(bench, "shop", bench.size)
    results = {}
    for each in LISTS:
        contestants = [_contestant(bench, each, product) for product in products]
        results[each.name] = bench.hold(contestants, [CLIENTS])
    people = bench.filled.people
    imitations = sum(group.count for group in bench.size.groups) + bench.size.ended
    note = (
        f"{people.customers:,} customers, {people.users:,} users, {imitations:,} imitations. The "
        f"documents of `graphql/admin/`, {ROWS} rows a page with their total."
    )
    return report.contest("Lists of the admin", note, results)


def _contestant(bench: Bench, wanted: List, product: Product) -> Contestant:
    text = document(wanted.document, product.tree)
    request = messages.post(text, wanted.variables, signed_in("admin", 0))
    file = bench.databases.folder / f"{wanted.name}, {product.program.name}.requests"
    load = partial(Load, messages.write(file, [request]))
    check = partial(_check, wanted, text)
    return Contestant(product.program, load, check, is_base=product.is_base)


def _check(wanted: List, text: str, server: Running) -> None:
    unknown = [name for name in wanted.variables if f"${name}:" not in text]
    if unknown:  # an earlier revision would answer another list
        raise WrongAnswer(f"its document does not take {', '.join(unknown)}")
    found = ask(server, text, signed_in("admin", 0), wanted.variables)
    rows = found.get("orders", found)
    if len(rows["nodes"]) != ROWS or not rows["pageInfo"]["hasNextPage"]:
        raise WrongAnswer(f"{len(rows['nodes'])} rows, with {rows['pageInfo']}")
