"""Products for sale."""

from typing import TYPE_CHECKING

import strawberry

from schema.operation import Info
from schema.shared.money import Money

if TYPE_CHECKING:
    from db import models


@strawberry.type(description="A product for sale.")
class Product:
    id: strawberry.ID = strawberry.field(
        description="The id of the product: 32 lower-case hex characters. `addCartItem` takes it."
    )
    product_number: str = strawberry.field(
        description="The product's number, unique among the products."
    )
    name: str = strawberry.field(description="The product's name.")
    known_price: strawberry.Private[Money | None] = None

    @strawberry.field(description="Today's price of one piece, in the currency of the session.")
    async def price(self, info: Info) -> Money:
        if self.known_price is not None:
            return self.known_price
        currency = (await info.context.request.store()).currency
        return Money(amount=await info.context.load.price(self.id) or 0, currency=currency)

    @classmethod
    def of(cls, row: "models.Product") -> "Product":
        return cls(id=strawberry.ID(row.id), product_number=row.product_number, name=row.name)
