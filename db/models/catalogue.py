"""Products, and the exchange rates of currencies."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from db.models.columns import Amount, primary_id, text
from db.search import fold, search_text

SEARCHED = 400  # characters; folding can lengthen a text, the rest is cut


class Currency(SQLModel, table=True):
    """A currency that domains may use."""

    __tablename__ = "currencies"

    iso_code: str = Field(max_length=3, primary_key=True)  # ISO 4217
    # Millionths of this currency that equal one unit of the catalogue's currency.
    factor: int = Field(sa_type=BigInteger)


class Product(SQLModel, table=True):
    """A product. Its price counts hundredths in the catalogue's currency, whichever it is."""

    __tablename__ = "products"
    __table_args__ = (Index("ix_products_search_text_id", "search_text", "id"),)

    id: str = primary_id()
    product_number: str = text(64, unique=True)
    name: str = text(255)
    price: int = Field(sa_type=Amount)
    active: bool = True
    search_text: str = search_text(SEARCHED)

    def describe(self) -> str:
        """The text by which the product is searched and sorted."""
        return describe(self.name, self.product_number)


def describe(name: str, product_number: str) -> str:
    """The text by which a product with these values is searched and sorted."""
    return fold(name, product_number)[:SEARCHED]
