"""Products for sale."""

import strawberry

from resolvers.store.catalogue import Offer
from schema.shared.money import Money


@strawberry.type(description="A product for sale.")
class Product:
    id: strawberry.ID = strawberry.field(
        description="The id of the product: 32 lower-case hex characters. `addCartItem` takes it."
    )
    product_number: str = strawberry.field(
        description="The product's number, unique among the products."
    )
    name: str = strawberry.field(description="The product's name.")
    price: Money = strawberry.field(
        description="Today's price of one piece, in the currency of the session."
    )

    @classmethod
    def of(cls, offer: Offer) -> "Product":
        row = offer.product
        return cls(
            id=strawberry.ID(row.id),
            product_number=row.product_number,
            name=row.name,
            price=Money(amount=offer.price, currency=offer.currency),
        )
