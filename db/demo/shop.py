"""The demo shop: users, channels, customers and products. Loading it again changes nothing."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby, islice
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.demo.names import COMPANIES, FIRST_NAMES, LAST_NAMES, PRODUCTS
from db.models import (
    Cart,
    CartLine,
    Currency,
    Customer,
    Product,
    Role,
    RolePrivilege,
    SalesChannel,
    SalesChannelDomain,
    User,
    UserRole,
)

OPENED: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)
NAMESPACE: Final = uuid.UUID("6f0c4f3e-5d0a-4c8e-9a39-1f3b8f6f3a11")
BATCH: Final = 1000
CURRENCIES: Final = {"EUR": 1_000_000, "GBP": 860_000, "USD": 1_080_000, "CHF": 950_000}
ROLES: Final = {
    "Support": (
        "customer:read", "imitation:read", "sales_channel:read", "api_proxy_imitate-customer",
    ),
    "Catalogue": ("customer:read", "sales_channel:read"),
    "Auditor": ("imitation:read", "imitation:end", "customer:read", "sales_channel:read"),
}  # fmt: skip
USERS: Final = {
    "admin": ("Ada", "Admin", None),
    "alice": ("Alice", "Agent", "Support"),
    "eve": ("Eve", "Editor", "Catalogue"),
    "victor": ("Victor", "Vigil", "Auditor"),
    "ines": ("Ines", "Idle", "Support"),
}
CUSTOMERS: Final = {
    "bob": ("Bob", "Builder"),
    "carol": ("Carol", "Carter"),
    "dave": ("Dave", "Dormant"),
    "gina": ("Gina", "Guest"),
    "heidi": ("Heidi", "Hidden"),
}


def demo_id(kind: str, name: str) -> str:
    """The id of a demo object, the same in every demo shop."""
    return uuid.uuid5(NAMESPACE, f"{kind}:{name}").hex


async def load(
    session: AsyncSession,
    *,
    password_hash: str,
    public_url: str,
    customers: int,
    since: Mapping[int, datetime] = MappingProxyType({}),
) -> None:
    """Add what is missing; `customers` is the number of generated ones besides the five named ones.

    `since` holds when some of the generated customers, counted from 1, opened their accounts.
    """
    await add(session, _currencies())
    await add(session, _users(password_hash))
    await add(session, _channels(public_url))
    await _follow(session, public_url)
    await add(session, _products())
    await add(session, _people(password_hash))
    await add(session, _crowd(password_hash, customers, since))
    if await _is_without_cart(session, demo_id("customer", "bob")):
        await add(session, _bobs_cart())


async def _is_without_cart(session: AsyncSession, customer_id: str) -> bool:
    """A customer who has shopped in the meantime may have a cart with another id."""
    statement = select(Cart.id).where(col(Cart.customer_id) == customer_id)
    return (await session.exec(statement)).first() is None


async def _follow(session: AsyncSession, public_url: str) -> None:
    """Move the storefront's domains to the address of this server."""
    for name, url in (("Storefront en", public_url), ("Storefront de", f"{public_url}/de")):
        taken = select(SalesChannelDomain.id).where(col(SalesChannelDomain.url) == url)
        if (await session.exec(taken)).one_or_none() is None:
            await session.exec(
                update(SalesChannelDomain)
                .where(col(SalesChannelDomain.id) == demo_id("domain", name))
                .values(url=url)
            )


async def add(session: AsyncSession, rows: Iterable[SQLModel]) -> None:
    """Insert rows, table by table; rows that exist stay unchanged."""
    for model, group in groupby(rows, type):
        await add_values(session, model, (row.model_dump() for row in group))


async def add_values(
    session: AsyncSession, model: type[SQLModel], rows: Iterator[dict[str, object]]
) -> None:
    """Insert plain values: making 200,000 models takes longer than inserting their rows."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(model).on_conflict_do_nothing()
    connection = await session.connection()
    while batch := list(islice(rows, BATCH)):
        await connection.execute(statement, batch)


def _currencies() -> Iterator[SQLModel]:
    for iso_code, factor in CURRENCIES.items():
        yield Currency(iso_code=iso_code, factor=factor)


def _users(password_hash: str) -> Iterator[SQLModel]:
    for name, privileges in ROLES.items():
        role = Role(id=demo_id("role", name), name=name)
        yield role
        yield from (RolePrivilege(role_id=role.id, privilege=key) for key in privileges)
    for username, (first_name, last_name, role_name) in USERS.items():
        user = User(
            id=demo_id("user", username),
            username=username,
            email=f"{username}@example.com",
            first_name=first_name,
            last_name=last_name,
            password_hash=password_hash,
            active=username != "ines",
            admin=username == "admin",
            created_at=OPENED,
            search_text="",
        )
        user.search_text = user.describe()
        yield user
        if role_name is not None:
            yield UserRole(user_id=user.id, role_id=demo_id("role", role_name))


def _channels(public_url: str) -> Iterator[SQLModel]:
    for name in ("Storefront", "Outlet", "Headless", "Closed"):
        yield SalesChannel(
            id=demo_id("channel", name),
            name=name,
            type="HEADLESS" if name == "Headless" else "STOREFRONT",
            active=name != "Closed",
            access_key=access_key(name),
            language="en-GB",
            currency="EUR",
            created_at=OPENED,
        )
    domains = (
        ("Storefront en", "Storefront", public_url, "en-GB"),
        ("Storefront de", "Storefront", f"{public_url}/de", "de-DE"),
        ("Outlet", "Outlet", "http://localhost:8000", "en-GB"),
    )
    for name, channel, url, language in domains:
        yield SalesChannelDomain(
            id=demo_id("domain", name),
            sales_channel_id=demo_id("channel", channel),
            url=url,
            language=language,
            currency="EUR",
        )


def access_key(channel: str) -> str:
    """The public access key of a demo channel; it begins with SWSC as in Shopware."""
    return "SWSC" + demo_id("access key", channel)[:22].upper()


def _products() -> Iterator[SQLModel]:
    for number, (name, price) in enumerate(PRODUCTS, start=1):
        product = Product(
            id=demo_id("product", str(number)),
            product_number=f"P{number:04}",
            name=name,
            price=price,
            search_text="",
        )
        product.search_text = product.describe()
        yield product


def _people(password_hash: str) -> Iterator[SQLModel]:
    for position, (name, (first_name, last_name)) in enumerate(CUSTOMERS.items()):
        yield _customer(
            demo_id("customer", name),
            f"{10001 + position}",
            (first_name, last_name),
            f"{name}@example.com",
            password_hash=None if name == "gina" else password_hash,
            active=name != "dave",
            guest=name == "gina",
            bound_sales_channel_id=demo_id("channel", "Outlet") if name == "carol" else None,
            imitation_consent=name != "heidi",
        )


async def find_password_hashes(session: AsyncSession) -> Sequence[tuple[str, str]]:
    """The demo accounts that still exist: name and password hash of each."""
    users = select(User.username, User.password_hash).where(
        col(User.id).in_([demo_id("user", name) for name in USERS])
    )
    ids = [crowd_id(0), *(demo_id("customer", name) for name in CUSTOMERS)]
    customers = select(Customer.email, Customer.password_hash).where(
        col(Customer.id).in_(ids), col(Customer.password_hash).is_not(None)
    )
    return [
        (name, str(password_hash))
        for statement in (users, customers)
        for name, password_hash in await session.exec(statement)
    ]


def crowd_id(position: int) -> str:
    """The id of a generated customer, counted from 0."""
    return demo_id("customer", f"crowd {position}")


def crowd_number(position: int) -> str:
    """The customer number of a generated customer."""
    return f"{20001 + position}"


def _crowd(password_hash: str, number: int, since: Mapping[int, datetime]) -> Iterator[SQLModel]:
    """Generated customers; first and last names repeat with different periods, so few are equal."""
    for position in range(number):
        first_name = FIRST_NAMES[position * 7 % len(FIRST_NAMES)]
        last_name = LAST_NAMES[(position * 13 + position // len(LAST_NAMES)) % len(LAST_NAMES)]
        yield _customer(
            crowd_id(position),
            crowd_number(position),
            (first_name, last_name),
            f"customer{position + 1}@example.com",
            password_hash=password_hash,
            company=COMPANIES[position // 5 % len(COMPANIES)] if position % 5 == 0 else None,
            created_at=since.get(position + 1, OPENED + timedelta(hours=position % 5000)),
            imitation_consent=True,
        )


def _customer(id_: str, number: str, name: Sequence[str], email: str, **others: object) -> Customer:
    values: dict[str, Any] = {"created_at": OPENED, "last_login_at": None, **others}
    customer = Customer(
        id=id_,
        customer_number=number,
        email=email,
        first_name=name[0],
        last_name=name[1],
        search_text="",
        **values,
    )
    customer.search_text = customer.describe()
    return customer


def _bobs_cart() -> Iterator[SQLModel]:
    cart = Cart(
        id=demo_id("cart", "bob"),
        sales_channel_id=demo_id("channel", "Storefront"),
        customer_id=demo_id("customer", "bob"),
    )
    yield cart
    for number, quantity in ((10, 1), (16, 2)):
        yield CartLine(
            id=demo_id("cart line", str(number)),
            cart_id=cart.id,
            product_id=demo_id("product", str(number)),
            quantity=quantity,
            created_at=OPENED + timedelta(seconds=number),
        )
