"""Values for the arguments of generated operations: mostly those that fit, some that do not.

A value such as `@customer:bob` stands for an id or a token of the shop; tests/plan/shops.py puts
it in.
"""

import json
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    get_nullable_type,
)
from hypothesis import strategies as st

CUSTOMERS: Final = [f"@customer:{name}" for name in ("bob", "carol", "dave", "gina", "heidi")]
CHANNELS: Final = [f"@channel:{name}" for name in ("Storefront", "Outlet", "Headless", "Closed")]
USERS: Final = [f"@user:{name}" for name in ("admin", "alice", "eve", "victor")]
ROLES: Final = [f"@role:{name}" for name in ("Support", "Catalogue", "Auditor")]
PRODUCTS: Final = [f"@product:{number}" for number in (1, 2, 10, 16)]
IMITATIONS: Final = [f"@imitation:{number}" for number in range(5)]
LINES: Final = ["@line:0", "@line:1"]
PASSWORDS: Final = ["imitate-demo", "imitate-demo", "wrong-password", "short"]
NAMES: Final = ["Zoe", "Ünal", " ", "x" * 101]
NOTHING: Final = "0" * 32

# By the field and its argument, by the argument, or by the type.
_POOLS: Final[dict[str, list[Any]]] = {
    "customer.id": [*CUSTOMERS, "@customer:crowd 3", NOTHING, "odd"],
    "imitation.id": [*IMITATIONS, NOTHING],
    "endImitation.id": [*IMITATIONS, NOTHING],
    "updateCustomer.id": [*CUSTOMERS, NOTHING],
    "deleteCustomer.id": [*CUSTOMERS, NOTHING],
    "setCustomerPassword.id": [*CUSTOMERS, NOTHING],
    "updateSalesChannel.id": CHANNELS,
    "user.id": [*USERS, NOTHING, "odd"],
    "updateUser.id": USERS,
    "deleteUser.id": USERS,
    "updateRole.id": ROLES,
    "deleteRole.id": ROLES,
    "updateCartItem.id": LINES,
    "removeCartItem.id": LINES,
    "imitateCustomerLogin.token": ["@token:0", "@token:1", "@token:2", "imi_unknown"],
    "customers.after": ["@cursor:customers", "@cursor:customers", "bad"],
    "imitations.after": ["@cursor:imitations", "@cursor:imitations", "bad"],
    "products.after": ["@cursor:products", "@cursor:products", "bad"],
    "users.after": ["@cursor:users", "@cursor:users", "bad"],
    "access": ["FULL", "READ_ONLY"],
    "active": [True, False],
    "boundSalesChannelId": CHANNELS,
    "currency": ["EUR", "GBP", "XXX"],
    "currentPassword": PASSWORDS,
    "customerId": CUSTOMERS,
    "email": ["bob@example.com", "heidi@example.com", "new@example.com", "no address"],
    "firstName": NAMES,
    "first": [1, 2, 3, 3, 5, 25, 100, 0, 101, -1],
    "language": ["en-GB", "de-DE", "xx"],
    "lastName": NAMES,
    "password": PASSWORDS,
    "privileges": [["customer:read"], ["customer:read", "order:read"], ["nothing:read"], []],
    "productId": [*PRODUCTS, NOTHING],
    "quantity": [1, 2, 0, 100, -1],
    "reason": ["The customer asked for help.", "short", "two\nlines of text"],
    "roleIds": [["@role:Support"], ["@role:Auditor", "@role:Catalogue"], [NOTHING], []],
    "salesChannelId": CHANNELS,
    "search": ["", "a", "bob", "example", "shirt", "%", "x" * 201],
    "url": ["http://127.0.0.1:8000", "https://shop.example", "ftp://shop.example"],
    "userId": USERS,
    "username": ["alice", "admin", "eve", "zoe"],
    "after": ["", "bad", "WyJhIiwgImIiXQ=="],
    "Boolean": [True, False],
    "DateTime": ["2026-06-01T12:00:00Z", "2026-06-01T14:00:00+02:00", "2000-01-01T00:00:00Z"],
    "ID": [NOTHING],
    "Int": [0, 1],
    "String": ["Zoe", "", "x" * 600],
}


def value_for(draw: st.DrawFn, place: str, type_: GraphQLInputType) -> Any:
    """A value for the argument or input field; `place` is `field.argument`."""
    named = get_nullable_type(type_)
    if isinstance(named, GraphQLInputObjectType):
        return _object_for(draw, named)
    pool = _POOLS.get(place, _POOLS.get(place.partition(".")[2]))
    if pool is None and isinstance(named, GraphQLList):
        return [value_for(draw, place, named.of_type) for _ in range(draw(st.integers(0, 2)))]
    if pool is None and isinstance(named, GraphQLEnumType):
        pool = list(named.values)
    return draw(st.sampled_from(pool or _POOLS[get_named_type(type_).name]))


def _object_for(draw: st.DrawFn, type_: GraphQLInputObjectType) -> dict[str, Any]:
    made = {}
    for name, field in type_.fields.items():
        required = isinstance(field.type, GraphQLNonNull)
        if required or draw(st.integers(0, 9)) > 5:
            is_null = not required and draw(st.integers(0, 9)) == 9
            made[name] = None if is_null else value_for(draw, f"{type_.name}.{name}", field.type)
    return made


def literal(value: Any, type_: GraphQLInputType) -> str:
    """The value as GraphQL writes it."""
    named = get_nullable_type(type_)
    if isinstance(value, dict) and isinstance(named, GraphQLInputObjectType):
        fields = named.fields
        parts = (f"{name}: {literal(each, fields[name].type)}" for name, each in value.items())
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, list) and isinstance(named, GraphQLList):
        return "[" + ", ".join(literal(each, named.of_type) for each in value) + "]"
    if isinstance(named, GraphQLEnumType) and value is not None:
        return str(value)
    return json.dumps(value)
