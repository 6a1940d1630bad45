"""Products and carts."""

from typing import TYPE_CHECKING

import strawberry

from resolvers.request.store_context import StoreContext
from schema.operation import Info
from schema.shared.imitating_user import ImitatingUser
from schema.shared.money import Money

if TYPE_CHECKING:
    from db import models
    from db.statements.shop.contexts import StoredLine


@strawberry.type(description="An article for sale.")
class Product:
    """A product."""

    id: strawberry.ID = strawberry.field(description="32 lower-case hex characters.")
    product_number: str = strawberry.field(description="Unique among the products.")
    name: str = strawberry.field(description="What the product is called.")
    known_price: strawberry.Private[Money | None] = None

    @strawberry.field(description="Of one piece, now, in the context's currency.")
    async def price(self, info: Info) -> Money:
        """The price that came with the row, or today's."""
        if self.known_price is not None:
            return self.known_price
        currency = (await info.context.request.store()).currency
        return Money(amount=await info.context.load.price(self.id) or 0, currency=currency)

    @classmethod
    def of(cls, row: "models.Product") -> "Product":
        """As clients see it."""
        return cls(id=strawberry.ID(row.id), product_number=row.product_number, name=row.name)


@strawberry.type(description="A product in a cart.")
class CartLineItem:
    """A line of a cart."""

    id: strawberry.ID = strawberry.field(description="32 lower-case hex characters.")
    product: Product = strawberry.field(description="What is in the line.")
    label: str = strawberry.field(description="The product's name.")
    quantity: int = strawberry.field(description="Pieces, 1 to 100.")
    unit_price: Money = strawberry.field(description="Of one piece, at the time of reading.")
    total: Money = strawberry.field(description="The unit price times the quantity.")
    added_by: ImitatingUser | None = strawberry.field(
        description="Who put the line there while imitating; null where the customer did."
    )

    @classmethod
    def of(cls, line: "StoredLine", currency: str) -> "CartLineItem":
        """As clients see it."""
        price = Money(amount=line.price, currency=currency)
        product = Product(
            id=strawberry.ID(line.product_id),
            product_number=line.product_number,
            name=line.name,
            known_price=price,
        )
        added_by = line.added_by and ImitatingUser(
            id=strawberry.ID(line.added_by[0]),
            username=line.added_by[1],
            first_name=line.added_by[2],
            last_name=line.added_by[3],
        )
        return cls(
            id=strawberry.ID(line.id),
            product=product,
            label=line.name,
            quantity=line.quantity,
            unit_price=price,
            total=Money(amount=line.price * line.quantity, currency=currency),
            added_by=added_by or None,
        )


@strawberry.type(description="What somebody is about to buy.")
class Cart:
    """A cart."""

    id: strawberry.ID | None = strawberry.field(description="Null while nothing is stored.")
    line_items: list[CartLineItem] = strawberry.field(description="Oldest first.")
    total_quantity: int = strawberry.field(description="Pieces in all lines.")
    total: Money = strawberry.field(description="Of all lines, at today's prices.")

    @classmethod
    def of(cls, store: StoreContext) -> "Cart":
        """The cart of a context."""
        lines = [CartLineItem.of(line, store.currency) for line in store.lines]
        return cls(
            id=strawberry.ID(store.cart_id) if store.cart_id else None,
            line_items=lines,
            total_quantity=sum(line.quantity for line in lines),
            total=Money(amount=sum(line.total.amount for line in lines), currency=store.currency),
        )


@strawberry.type(description="A cart after a change.")
class CartChange:
    """What the cart mutations answer."""

    token: str = strawberry.field(
        description="The context token to use from now on; a guest's first line makes a new one."
    )
    cart: Cart = strawberry.field(description="The cart as it is now.")

    @classmethod
    def of(cls, store: StoreContext) -> "CartChange":
        """After a change."""
        return cls(token=store.token, cart=Cart.of(store))
