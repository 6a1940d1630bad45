"""Orders and carts of the demo shop's generated customers, made from real purchases."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.demo.loading import add_values
from db.demo.names import PRODUCTS
from db.demo.purchases import LAST, Purchase
from db.demo.shop import crowd_id, crowd_number, demo_id
from db.models import Cart, CartLine, Order, OrderLine

RECENT: Final = LAST - timedelta(days=30)  # customers who bought since then have a cart
MOST: Final = 10  # pieces of one product in a cart
BY_PRICE: Final = sorted(range(len(PRODUCTS)), key=lambda index: PRODUCTS[index][1])
PRICES: Final = [PRODUCTS[index][1] for index in BY_PRICE]


async def load(session: AsyncSession, purchases: Sequence[Purchase]) -> None:
    """Add the orders of customers who have none, and carts to those without; oldest first."""
    ordered = select(Order.customer_id).distinct()
    known = frozenset((await session.exec(ordered)).all())
    new = [purchase for purchase in purchases if crowd_id(purchase.customer - 1) not in known]
    await add_values(session, Order, _orders(new))
    await add_values(session, OrderLine, _order_lines(new))
    carts = select(Cart.customer_id).where(col(Cart.customer_id).is_not(None))
    owners = frozenset((await session.exec(carts)).all())
    latest = {purchase.customer: purchase for purchase in new if purchase.at >= RECENT}
    wanted = [latest[number] for number in sorted(latest) if crowd_id(number - 1) not in owners]
    await add_values(session, Cart, _carts(wanted))
    await add_values(session, CartLine, _cart_lines(wanted))


def _orders(purchases: Sequence[Purchase]) -> Iterator[dict[str, object]]:
    for purchase in purchases:
        yield {
            "id": _order_id(purchase),
            "sales_channel_id": demo_id("channel", "Storefront"),
            "customer_id": crowd_id(purchase.customer - 1),
            "customer_number": crowd_number(purchase.customer - 1),
            "currency": "USD",
            "language": "en-GB",
            "total": purchase.total,
            "placed_at": purchase.at,
        }


def _order_id(purchase: Purchase) -> str:
    return demo_id("order", str(purchase.line))


def _order_lines(purchases: Sequence[Purchase]) -> Iterator[dict[str, object]]:
    for purchase in purchases:
        order_id = _order_id(purchase)
        for place, (product, quantity, unit_price) in enumerate(split(purchase), start=1):
            yield {
                "id": demo_id("order line", f"{order_id} {place}"),
                "order_id": order_id,
                "position": place,
                "product_number": f"P{product + 1:04}",
                "label": PRODUCTS[product][0],
                "quantity": quantity,
                "unit_price": unit_price,
            }


def split(purchase: Purchase) -> list[tuple[int, int, int]]:
    """Products (by index in PRODUCTS), quantities and unit prices that add up to the total.

    The first product is the one with the nearest price above the average; the last item is another
    product and takes the remaining cents.
    """
    unit = purchase.total // purchase.items
    place = min(bisect_left(PRICES, unit), len(PRICES) - 1)
    rest = purchase.total - unit * (purchase.items - 1)
    if purchase.items == 1:
        return [(BY_PRICE[place], 1, rest)]
    other = place - 1 if place else 1
    return [(BY_PRICE[place], purchase.items - 1, unit), (BY_PRICE[other], 1, rest)]


def _carts(purchases: Sequence[Purchase]) -> Iterator[dict[str, object]]:
    for purchase in purchases:
        yield {
            "id": demo_id("cart", f"crowd {purchase.customer}"),
            "sales_channel_id": demo_id("channel", "Storefront"),
            "customer_id": crowd_id(purchase.customer - 1),
        }


def _cart_lines(purchases: Sequence[Purchase]) -> Iterator[dict[str, object]]:
    """A cart holds the products of the customer's latest order."""
    for purchase in purchases:
        for product, quantity, _ in split(purchase):
            yield {
                "id": demo_id("cart line", f"crowd {purchase.customer} {product}"),
                "cart_id": demo_id("cart", f"crowd {purchase.customer}"),
                "product_id": demo_id("product", str(product + 1)),
                "quantity": min(quantity, MOST),
                "created_at": purchase.at + timedelta(days=1),
            }
