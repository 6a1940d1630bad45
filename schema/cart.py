"""Products, carts, orders and money."""

from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

from resolvers.store_context import LiveImitation, StoreContext
from schema.loading import Info

if TYPE_CHECKING:
    from db import models
    from db.contexts import StoredLine


@strawberry.type(description="An amount in whole minor units (cents), never a float.")
class Money:
    """Money."""

    amount: int = strawberry.field(description="Minor units: 1999 is 19.99 in EUR.")
    currency: str = strawberry.field(description="An ISO 4217 code.")


@strawberry.type(
    description="The user who acted for the customer, as he was called then.",
)
class ImitatingUser:
    """Who stands behind an imitation."""

    id: strawberry.ID = strawberry.field(description="32 lower-case hex characters.")
    username: str = strawberry.field(description="What the user signs in with.")
    first_name: str = strawberry.field(description="The user's first name.")
    last_name: str = strawberry.field(description="The user's last name.")

    @classmethod
    def behind(cls, imitation: LiveImitation) -> "ImitatingUser":
        """Who stands behind a live session."""
        user = imitation.user
        return cls(
            id=strawberry.ID(user.id),
            username=user.username,
            first_name=user.first_name,
            last_name=user.last_name,
        )

    @classmethod
    def of(cls, imitation: "models.Imitation") -> "ImitatingUser":
        """As the record of an imitation has him."""
        return cls(
            id=strawberry.ID(imitation.user_id),
            username=imitation.user_username,
            first_name=imitation.user_first_name,
            last_name=imitation.user_last_name,
        )


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
        return Money(amount=await info.context.price(self.id) or 0, currency=currency)

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


@strawberry.type(description="A line of an order, with name and price as they were.")
class OrderLineItem:
    """A line of an order."""

    id: strawberry.ID = strawberry.field(description="32 lower-case hex characters.")
    product_number: str = strawberry.field(description="The product's number when it was ordered.")
    label: str = strawberry.field(description="The product's name when it was ordered.")
    quantity: int = strawberry.field(description="Pieces.")
    unit_price: Money = strawberry.field(description="Of one piece, when it was ordered.")
    total: Money = strawberry.field(description="The unit price times the quantity.")

    @classmethod
    def of(cls, row: "models.OrderLine", currency: str) -> "OrderLineItem":
        """As clients see it."""
        return cls(
            id=strawberry.ID(row.id),
            product_number=row.product_number,
            label=row.label,
            quantity=row.quantity,
            unit_price=Money(amount=row.unit_price, currency=currency),
            total=Money(amount=row.unit_price * row.quantity, currency=currency),
        )


@strawberry.type(description="What a customer bought, or a user bought for him.")
class Order:
    """An order."""

    id: strawberry.ID = strawberry.field(description="32 lower-case hex characters.")
    order_number: str = strawberry.field(description="Unique, counting up, with gaps.")
    placed_at: datetime = strawberry.field(description="When it was placed.")
    total: Money = strawberry.field(description="Of all lines.")
    imitation_id: strawberry.Private[str | None]

    @strawberry.field(description="In the order of the cart.")
    async def line_items(self, info: Info) -> list[OrderLineItem]:
        """The lines."""
        lines = await info.context.order_lines(self.id)
        return [OrderLineItem.of(line, self.total.currency) for line in lines]

    @strawberry.field(
        description="The user who imitated the customer; null where the customer ordered."
    )
    async def placed_by(self, info: Info) -> ImitatingUser | None:
        """Who ordered for the customer."""
        if self.imitation_id is None:
            return None
        imitation = await info.context.imitation(self.imitation_id)
        return ImitatingUser.of(imitation) if imitation else None

    @classmethod
    def of(cls, row: "models.Order") -> "Order":
        """As clients see it."""
        return cls(
            id=strawberry.ID(row.id),
            order_number=str(row.number),
            placed_at=row.placed_at,
            total=Money(amount=row.total, currency=row.currency),
            imitation_id=row.imitation_id,
        )
