"""Fills a database with customers, users, sessions and records: copies of what the seed left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auth.privileges import Privilege
from auth.sign_in.tokens import TokenKind
from benchmarks.data import decisions, sessions
from benchmarks.data.names import hash_of, id_of, token_of
from benchmarks.data.sessions import DAY, Group, People
from benchmarks.data.stores import Row, Store, store
from db.demo.shop import demo_id


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each; `people` are made as well, so many customers and users."""

    groups: Sequence[Group] = ()  # of imitated sessions
    own: int = 0  # sessions of the first customers themselves
    ended: int = 0  # imitations
    pending: int = 0  # one-time tokens
    orders: int = 0  # of the first customer
    requests: int = 0  # for approvals
    deliveries: int = 0  # to a webhook


async def fill(url: str, people: People, size: Size) -> None:
    """Add all of it to what the seed left, then let the database settle."""
    async with store(url) as target:
        await _customers(target, people.customers)
        await _users(target, people)
        for group in size.groups:
            await sessions.imitated(target, group, people)
        await sessions.own(target, size.own, people)
        await sessions.ended(target, size.ended, people)
        await sessions.pending(target, size.pending, people)
        await _orders(target, size.orders)
        await decisions.requests(target, size.requests, people)
        await decisions.deliveries(target, size.deliveries, people)
        await target.settle()


async def add_tokens(url: str, people: People, count: int) -> None:
    """Add one-time tokens to a database that is filled."""
    async with store(url) as target:
        await sessions.pending(target, count, people)
        await target.settle()


def email_of(number: int) -> str:
    """The address of a customer; the password is the demo shop's."""
    return f"buyer{number}@example.com"


def username_of(number: int) -> str:
    """The name of a user; the password is the demo shop's."""
    return f"agent{number}"


async def _customers(target: Store, count: int) -> None:
    crowd = await target.find("customers", "email LIKE 'customer%@example.com'")

    def customer(number: int) -> Row:
        like = crowd[number % len(crowd)]
        named = _renamed(like, "customer_number", f"b{number:07}", email_of(number))
        return named | {"id": id_of("customer", number)}

    await target.add("customers", map(customer, range(count)))


async def _users(target: Store, people: People) -> None:
    """Signed-in users like alice, who may upgrade, and one more session of the super admin."""
    (alice,) = await target.find("users", "username = 'alice'")
    (role,) = await target.find("user_roles", f"user_id = '{alice['id']}'")
    ids = [id_of("user", number) for number in range(people.users)]

    def user(number: int) -> Row:
        name = username_of(number)
        named = _renamed(alice, "username", name, f"{name}@example.com")
        return named | {"id": ids[number]}

    await target.add("users", map(user, range(people.users)))
    await target.add("user_roles", (role | {"user_id": user_id} for user_id in ids))
    held = await target.find("role_privileges", f"role_id = '{role['role_id']}'")
    await target.add("role_privileges", [held[0] | {"privilege": Privilege.IMITATION_UPGRADE}])
    await _user_sessions(target, people, ids)


async def _user_sessions(target: Store, people: People, ids: Sequence[object]) -> None:
    (signed_in,) = await target.find("user_sessions")
    times = {name: target.moment(people.now) for name in ("created_at", "last_used_at")}
    until = {"expires_at": target.moment(people.now + DAY)}

    def session(name: str, number: int, user_id: object) -> Row:
        return (
            signed_in
            | times
            | until
            | {
                "id": id_of(f"session of {name}", number),
                "token_hash": hash_of(token_of(TokenKind.USER_SESSION, name, number)),
                "user_id": user_id,
            }
        )

    admin = demo_id("user", "admin")
    await target.add("user_sessions", [session("admin", 0, admin)])
    await target.add(
        "user_sessions", (session("user", number, user_id) for number, user_id in enumerate(ids))
    )


async def _orders(target: Store, count: int) -> None:
    owner = demo_id("customer", "bob")
    order = (await target.find("orders", f"customer_id = '{owner}'"))[-1]
    lines = await target.find("order_lines", f"order_id = '{order['id']}'")
    buyer = {"customer_id": id_of("customer", 0)}

    def an_order(number: int) -> Row:
        counted = {name: value for name, value in order.items() if name != "number"}
        return counted | buyer | {"id": id_of("order", number)}

    def all_lines() -> Iterator[Row]:
        for number in range(count):
            order_id = {"order_id": id_of("order", number)}
            for place, line in enumerate(lines):
                yield line | order_id | {"id": id_of(f"order line {place}", number)}

    await target.add("orders", map(an_order, range(count)))
    await target.add("order_lines", all_lines())


def _renamed(row: Row, unique: str, name: str, email: str) -> Row:
    """The row under another name and address, also where it is searched."""
    searched = row["search_text"].replace(row["email"], email).replace(row[unique], name)
    return row | {unique: name, "email": email, "search_text": searched}
