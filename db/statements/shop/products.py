"""Statements about products."""

from typing import Final

from sqlmodel import col, select

from db.models import Product
from db.statements.searched import Searched

FOR_SALE: Final = Searched(
    select(Product).where(col(Product.active)),
    text=Product.search_text,
    key=Product.id,
    indexed=True,
)
