"""The sales channels and products of the demo shop, and the ids of everything in it."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlmodel import SQLModel

from db.demo.domains import demo_domains
from db.demo.names import PRODUCTS
from db.models import Cart, CartLine, Currency, Product, SalesChannel, SalesChannelDomain

OPENED: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)
NAMESPACE: Final = uuid.UUID("6f0c4f3e-5d0a-4c8e-9a39-1f3b8f6f3a11")
CURRENCIES: Final = {"EUR": 1_000_000, "GBP": 860_000, "USD": 1_080_000, "CHF": 950_000}


def demo_id(kind: str, name: str) -> str:
    """The id of a demo object, the same in every demo shop."""
    return uuid.uuid5(NAMESPACE, f"{kind}:{name}").hex


def access_key(channel: str) -> str:
    """The public access key of a demo channel; it begins with SWSC as in Shopware."""
    return "SWSC" + demo_id("access key", channel)[:22].upper()


def crowd_id(position: int) -> str:
    """The id of a generated customer, counted from 0."""
    return demo_id("customer", f"crowd {position}")


def crowd_number(position: int) -> str:
    """The customer number of a generated customer."""
    return f"{20001 + position}"


def currencies() -> Iterator[SQLModel]:
    for iso_code, factor in CURRENCIES.items():
        yield Currency(iso_code=iso_code, factor=factor)


def channels(public_url: str) -> Iterator[SQLModel]:
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
    for domain in demo_domains(public_url):
        yield SalesChannelDomain(
            id=demo_id("domain", domain.name),
            sales_channel_id=demo_id("channel", domain.channel),
            url=domain.url,
            language=domain.language,
            currency="EUR",
        )


def products() -> Iterator[SQLModel]:
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


def bobs_cart() -> Iterator[SQLModel]:
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
