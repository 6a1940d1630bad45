"""Orders and their lines."""

from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

from schema.operation import Info
from schema.shared.imitating_user import ImitatingUser
from schema.shared.money import Money

if TYPE_CHECKING:
    from db import models


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
        lines = await info.context.load.order_lines(self.id)
        return [OrderLineItem.of(line, self.total.currency) for line in lines]

    @strawberry.field(
        description="The user who imitated the customer; null where the customer ordered."
    )
    async def placed_by(self, info: Info) -> ImitatingUser | None:
        """Who ordered for the customer."""
        if self.imitation_id is None:
            return None
        imitation = await info.context.load.imitation(self.imitation_id)
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
