"""The users and customers of the demo shop."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.demo.names import COMPANIES, FIRST_NAMES, LAST_NAMES
from db.demo.shop import OPENED, crowd_id, crowd_number, demo_id
from db.models import Customer, Role, RolePrivilege, User, UserRole

GENERATED: Final = 200  # customers, where no other number is asked for
ROLES: Final = {
    "Support": (
        "customer:read", "imitation:read", "order:read", "sales_channel:read",
        "api_proxy_imitate-customer",
    ),
    "Catalogue": ("customer:read", "sales_channel:read"),
    "Auditor": ("imitation:read", "imitation:end", "customer:read", "sales_channel:read"),
}  # fmt: skip
USERS: Final[Mapping[str, tuple[str, str, str | None]]] = {
    "admin": ("Ada", "Admin", None),
    "alice": ("Alice", "Agent", "Support"),
    "eve": ("Eve", "Editor", "Catalogue"),
    "victor": ("Victor", "Vigil", "Auditor"),
    "ines": ("Ines", "Idle", "Support"),
}
ROLES_OF_THE_PAST: Final = {
    "Support lead": (
        "customer:read", "imitation:approve", "imitation:read", "order:read", "sales_channel:read",
    ),
}  # fmt: skip
# Who imitated and approved in the past; the other users begin without one.
OF_THE_PAST: Final[Mapping[str, tuple[str, str, str | None]]] = {
    "mara": ("Mara", "Mendes", "Support"),
    "tom": ("Tom", "Tully", "Support"),
    "lena": ("Lena", "Lead", "Support lead"),
}
CUSTOMERS: Final = {
    "bob": ("Bob", "Builder"),
    "carol": ("Carol", "Carter"),
    "dave": ("Dave", "Dormant"),
    "gina": ("Gina", "Guest"),
    "heidi": ("Heidi", "Hidden"),
}


def users(password_hash: str) -> Iterator[SQLModel]:
    yield from role_rows(ROLES)
    yield from user_rows(USERS, password_hash)


def users_of_the_past(password_hash: str) -> Iterator[SQLModel]:
    yield from role_rows(ROLES_OF_THE_PAST)
    yield from user_rows(OF_THE_PAST, password_hash)


def role_rows(named: Mapping[str, Sequence[str]]) -> Iterator[SQLModel]:
    """Roles by their names, with their privileges."""
    for name, privileges in named.items():
        role = Role(id=demo_id("role", name), name=name)
        yield role
        yield from (RolePrivilege(role_id=role.id, privilege=key) for key in privileges)


def user_rows(
    named: Mapping[str, tuple[str, str, str | None]], password_hash: str
) -> Iterator[SQLModel]:
    """Users by their names, with first name, last name and role."""
    for username, (first_name, last_name, role_name) in named.items():
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


def named_customers(password_hash: str) -> Iterator[SQLModel]:
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


def crowd(password_hash: str, number: int, since: Mapping[int, datetime]) -> Iterator[SQLModel]:
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
    if values["imitation_consent"]:
        values["imitation_consent_changed_at"] = values["created_at"]
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


async def find_password_hashes(session: AsyncSession) -> Sequence[tuple[str, str]]:
    """The demo accounts that still exist: name and password hash of each."""
    users = select(User.username, User.password_hash).where(
        col(User.id).in_([demo_id("user", name) for name in (*USERS, *OF_THE_PAST)])
    )
    ids = [demo_id("customer", name) for name in CUSTOMERS]
    ids += [crowd_id(position) for position in range(GENERATED)]
    customers = select(Customer.email, Customer.password_hash).where(
        col(Customer.id).in_(ids), col(Customer.password_hash).is_not(None)
    )
    return [
        (name, str(password_hash))
        for statement in (users, customers)
        for name, password_hash in await session.exec(statement)
    ]
