"""Fills the demo shop with what years leave behind, by statements of the database itself."""

from tests.support.shop import Shop

SQLITE_ID = "printf('%032x', {n})"
POSTGRESQL_ID = "CAST(lpad(to_hex({n}), 32, '0') AS uuid)"


async def add_events(shop: Shop, number: int) -> None:
    """Events of the one imitation that has been redeemed: two mutations by turns."""
    operation = "CASE WHEN n % 2 = 0 THEN 'addCartItem' ELSE 'updateCartItem' END"
    await shop.change(
        "INSERT INTO audit_events (at, action, detail, imitation_id, remote_address) "
        "SELECT at, 'imitation.operation', "
        f"""'{{"operation"\\: "' || {operation} || '"}}', imitation_id, '192.0.2.1' """
        f"FROM audit_events, {_numbers(number)} WHERE action = 'imitation.redeemed'"
    )


async def add_channels(shop: Shop, number: int, *, domains: int, begin: int = 0) -> None:
    """Open storefronts with so many domains each, numbered from after `begin`."""
    shops = _numbers(number, begin)
    await shop.change(
        "INSERT INTO sales_channels "
        "(id, name, type, active, access_key, language, currency, created_at) "
        f"SELECT {_id(shop, 'n')}, 'Shop ' || n, type, active, 'KEY' || n, language, currency, "
        f"created_at FROM sales_channels, {shops} WHERE name = 'Storefront'"
    )
    await shop.change(
        "INSERT INTO sales_channel_domains (id, sales_channel_id, url, language, currency) "
        f"SELECT {_id(shop, '(shop * 1000 + n)')}, {_id(shop, 'shop')}, "
        "'https\\://shop' || shop || '.example/' || n, 'en-GB', 'EUR' "
        f"FROM {_numbers(domains)}, (SELECT n AS shop FROM {shops}) AS shops"
    )


async def add_roles(shop: Shop, number: int) -> None:
    """Roles with three privileges each, which every user has."""
    await shop.change(
        f"INSERT INTO roles (id, name) SELECT {_id(shop, 'n')}, 'Role ' || n "
        f"FROM {_numbers(number)}"
    )
    for privilege in ("customer:read", "order:read", "user:read"):
        await shop.change(
            "INSERT INTO role_privileges (role_id, privilege) "
            f"SELECT id, '{privilege}' FROM roles WHERE name LIKE 'Role %'"
        )
    await shop.change(
        "INSERT INTO user_roles (user_id, role_id) SELECT users.id, roles.id FROM users, roles "
        "WHERE roles.name LIKE 'Role %'"
    )


async def add_customers(shop: Shop, number: int) -> None:
    """Customers like bob."""
    await shop.change(
        "INSERT INTO customers (id, customer_number, email, first_name, last_name, active, guest, "
        "imitation_consent, created_at, search_text) "
        f"SELECT {_id(shop, 'n')}, 'N' || n, 'n' || n || '@example.com', first_name, last_name, "
        "active, guest, imitation_consent, created_at, search_text || n "
        f"FROM customers, {_numbers(number)} WHERE email = 'bob@example.com'"
    )


async def add_orders(shop: Shop, number: int, *, lines: int) -> None:
    """Orders of bob with so many lines each."""
    await shop.change(
        "INSERT INTO orders (id, sales_channel_id, customer_id, customer_number, currency, "
        f"language, total, placed_at) SELECT {_id(shop, 'n')}, sales_channels.id, customers.id, "
        "customer_number, 'EUR', 'en-GB', 100, sales_channels.created_at "
        f"FROM customers, sales_channels, {_numbers(number)} "
        "WHERE email = 'bob@example.com' AND name = 'Storefront'"
    )
    await shop.change(
        "INSERT INTO order_lines "
        "(id, order_id, position, product_number, label, quantity, unit_price) "
        f"SELECT {_id(shop, f'(number * {lines} + n)')}, id, n, 'P' || n, 'A thing', 1, 1 "
        f"FROM orders, {_numbers(lines)}"
    )


def _numbers(many: int, begin: int = 0) -> str:
    """A table with a column n: so many numbers after `begin`."""
    return (
        "(WITH RECURSIVE counted (n) AS "
        f"(SELECT {begin + 1} UNION ALL SELECT n + 1 FROM counted WHERE n < {begin + many}) "
        "SELECT n FROM counted) AS numbers"
    )


def _id(shop: Shop, number: str) -> str:
    """The number as an id."""
    is_sqlite = shop.application.database.is_sqlite
    return (SQLITE_ID if is_sqlite else POSTGRESQL_ID).format(n=number)
