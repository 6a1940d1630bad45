"""Copies of an imitation in each of its states, with its session, cart and events."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from auth.sign_in.tokens import TokenKind
from auth.vocabulary import ImitationAccess
from benchmarks.data.names import hash_of, id_of, token_of
from benchmarks.data.stores import Row, Store
from db.demo.shop import demo_id

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Group:
    """Imitated sessions under one name, whose customers have carts of so many lines.

    `with_events` of them, the newest, have events: the server gives every event its place in the
    chain, and many copies would keep it busy while it is measured.
    """

    name: str
    count: int
    lines: int
    first_customer: int = 0
    with_events: int = 0
    access: ImitationAccess = ImitationAccess.FULL


@dataclass(frozen=True, slots=True)
class People:
    """How many customers and users share what is made, and the time of all sessions."""

    customers: int
    users: int
    now: datetime

    def of(self, number: int, first_customer: int = 0) -> Row:
        """The customer and the user of an imitation."""
        customer = (first_customer + number) % self.customers
        return {
            "customer_id": id_of("customer", customer),
            "user_id": id_of("user", number % self.users),
        }


async def imitated(target: Store, group: Group, people: People) -> None:
    """Live imitations with their sessions; a customer has one cart, however many imitate them."""
    (live,) = await _of_bob(target, "imitations", "started_at IS NOT NULL AND ended_at IS NULL")
    (context,) = await target.find("contexts", f"imitation_id = '{live['id']}'")
    times = {name: target.moment(people.now) for name in ("started_at", "last_used_at")}
    until = {"expires_at": target.moment(people.now + DAY)}

    def imitation(number: int) -> Row:
        created_at = target.moment(people.now - timedelta(milliseconds=number + 1))
        named = _named(TokenKind.IMITATION, group.name, number)
        named |= {"created_at": created_at, "access": group.access.value}
        return live | named | people.of(number, group.first_customer) | times | until

    def session(number: int) -> Row:
        named = _named(TokenKind.CONTEXT, group.name, number) | until
        customer_id = people.of(number, group.first_customer)["customer_id"]
        imitation_id = id_of(f"{TokenKind.IMITATION} {group.name}", number)
        return context | named | {"customer_id": customer_id, "imitation_id": imitation_id}

    await target.add("imitations", map(imitation, range(group.count)))
    await target.add("contexts", map(session, range(group.count)))
    customers = range(group.first_customer, group.first_customer + group.count)
    await _carts(target, customers[: people.customers], group.lines)
    await _events(target, live, group)


async def own(target: Store, count: int, people: People) -> None:
    """Sessions in which the first customers are logged in themselves."""
    (context,) = await _of_bob(target, "contexts", "imitation_id IS NULL")
    until = {"expires_at": target.moment(people.now + DAY)}

    def session(number: int) -> Row:
        customer = {"customer_id": id_of("customer", number)}
        return context | _named(TokenKind.CONTEXT, "own", number) | customer | until

    await target.add("contexts", map(session, range(count)))


async def ended(target: Store, count: int, people: People) -> None:
    """Imitations that are over, one a minute back from now."""
    (over,) = await _of_bob(target, "imitations", "ended_at IS NOT NULL")

    def imitation(number: int) -> Row:
        named = _named(TokenKind.IMITATION, "ended", number) | people.of(number)
        at = people.now - timedelta(minutes=number + 1)
        return (
            over
            | named
            | {
                "created_at": target.moment(at),
                "started_at": target.moment(at + timedelta(seconds=5)),
                "ended_at": target.moment(at + timedelta(seconds=30)),
            }
        )

    await target.add("imitations", map(imitation, range(count)))


async def pending(target: Store, count: int, people: People) -> None:
    """One-time tokens that nobody has redeemed."""
    (waiting,) = await _of_bob(target, "imitations", "started_at IS NULL")
    times = {
        "created_at": target.moment(people.now),
        "token_expires_at": target.moment(people.now + DAY),
    }

    def imitation(number: int) -> Row:
        named = _named(TokenKind.IMITATION, "pending", number) | people.of(number)
        session_id = id_of("session of user", number % people.users)
        return waiting | named | times | {"user_session_id": session_id}

    await target.add("imitations", map(imitation, range(count)))


async def _of_bob(target: Store, table: str, condition: str = "true") -> Sequence[Row]:
    """What the seed left; the copies are other customers'."""
    bob = demo_id("customer", "bob")
    return await target.find(table, f"customer_id = '{bob}' AND {condition}")


def _named(kind: TokenKind, name: str, number: int) -> Row:
    return {
        "id": id_of(f"{kind} {name}", number),
        "token_hash": hash_of(token_of(kind, name, number)),
    }


async def _carts(target: Store, customers: Sequence[int], lines: int) -> None:
    (cart,) = await _of_bob(target, "carts")
    (line,) = await target.find("cart_lines", f"cart_id = '{cart['id']}'")
    added_at = datetime.fromisoformat(str(line["created_at"]))

    def a_cart(customer: int) -> Row:
        owner_id = id_of("customer", customer)
        return cart | {"id": id_of("cart", customer), "customer_id": owner_id}

    def a_line(customer: int, place: int) -> Row:
        return line | {
            "id": id_of(f"cart line {place}", customer),
            "cart_id": id_of("cart", customer),
            "product_id": demo_id("product", str(place + 1)),
            "quantity": place % 3 + 1,
            "created_at": target.moment(added_at + timedelta(seconds=place)),
        }

    owners = customers if lines else ()
    await target.add("carts", map(a_cart, owners))
    await target.add(
        "cart_lines", (a_line(customer, place) for customer in owners for place in range(lines))
    )


async def _events(target: Store, live: Row, group: Group) -> None:
    kept = await target.find("audit_events", f"imitation_id = '{live['id']}'")

    def copies() -> Iterator[Row]:
        for number in range(group.with_events):
            imitation_id = id_of(f"{TokenKind.IMITATION} {group.name}", number)
            for event in kept:
                counted = {column: value for column, value in event.items() if column != "id"}
                yield counted | {"imitation_id": imitation_id}

    await target.add("audit_events", copies())
