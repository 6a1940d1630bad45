"""Orders and their lines."""

from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

from resolvers.imitation.told_user import told_user, user_of
from schema.loading.load import Load, loaded
from schema.operation import Info
from schema.shared.imitating_user import ImitatingUser
from schema.shared.money import Money

if TYPE_CHECKING:
    from db import models


@strawberry.type(
    description="A line of an order. Name and price are those of the time of the order."
)
class OrderLineItem:
    id: strawberry.ID = strawberry.field(
        description="The id of the line: 32 lower-case hex characters."
    )
    product_number: str = strawberry.field(description="The product's number.")
    label: str = strawberry.field(description="The product's name.")
    quantity: int = strawberry.field(description="The number of pieces.")
    unit_price: Money = strawberry.field(description="The price of one piece.")
    total: Money = strawberry.field(description="The unit price times the quantity.")

    @classmethod
    def of(cls, row: "models.OrderLine", currency: str) -> "OrderLineItem":
        return cls(
            id=strawberry.ID(row.id),
            product_number=row.product_number,
            label=row.label,
            quantity=row.quantity,
            unit_price=Money(amount=row.unit_price, currency=currency),
            total=Money(amount=row.unit_price * row.quantity, currency=currency),
        )


@strawberry.type(
    description="An order of a customer, placed by the customer or by a user who imitated them."
)
class Order:
    id: strawberry.ID = strawberry.field(
        description="The id of the order: 32 lower-case hex characters."
    )
    order_number: str = strawberry.field(
        description="The number of the order. Later orders have higher numbers; some numbers are "
        "never used."
    )
    placed_at: datetime = strawberry.field(description="The time at which it was placed.")
    total: Money = strawberry.field(description="The sum of all lines.")
    imitation_id: strawberry.Private[str | None]
    told_customer_id: strawberry.Private[str | None]  # who is told; None: a user reads it

    @strawberry.field(description="The lines, in the order that they had in the cart.")
    @loaded
    def line_items(self, info: Info) -> Load[list[OrderLineItem]]:
        currency = self.total.currency
        return info.context.load.order_lines(self.id).to(
            lambda lines: [OrderLineItem.of(line, currency) for line in lines]
        )

    @strawberry.field(
        description="The user who placed the order while they imitated the customer. Null if the "
        "customer placed it."
    )
    @loaded
    def placed_by(self, info: Info) -> Load[ImitatingUser | None] | None:
        if self.imitation_id is None:
            return None
        return info.context.load.imitation(self.imitation_id).to(
            lambda imitation: self._placed_by(info, imitation) if imitation else None
        )

    def _placed_by(self, info: Info, imitation: "models.Imitation") -> ImitatingUser:
        if self.told_customer_id is None:
            return ImitatingUser.of(imitation)
        application = info.context.request.application
        user = told_user(application, user_of(imitation), self.told_customer_id)
        return ImitatingUser.stored(user)

    @classmethod
    def own(cls, row: "models.Order") -> "Order":
        """The order as its customer sees it."""
        return cls.of(row, told_customer_id=row.customer_id)

    @classmethod
    def of(cls, row: "models.Order", *, told_customer_id: str | None = None) -> "Order":
        return cls(
            id=strawberry.ID(row.id),
            order_number=str(row.number),
            placed_at=row.placed_at,
            total=Money(amount=row.total, currency=row.currency),
            imitation_id=row.imitation_id,
            told_customer_id=told_customer_id,
        )
