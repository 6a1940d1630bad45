"""Sales channels and their domains."""

from datetime import datetime
from typing import Final

from sqlmodel import Field, SQLModel

from db.models.columns import primary_id, reference, text

# The path of Shopware's route frontend.account.login.imitate-customer
LANDING_PATH: Final = "/account/login/imitate-customer"


class SalesChannel(SQLModel, table=True):
    """A sales channel. Its language and currency apply to visitors who have chosen none."""

    __tablename__ = "sales_channels"

    id: str = primary_id()
    name: str = text(100, unique=True)
    type: str = text(16)  # STOREFRONT, HEADLESS or EXTERNAL
    active: bool = True
    access_key: str = text(64, unique=True)  # public: it names the channel and proves nothing
    language: str = text(5)
    currency: str = Field(max_length=3, foreign_key="currencies.iso_code")
    created_at: datetime
    # Added to the URL of each domain: where the form with the token is posted.
    landing_path: str = text(
        255, default=LANDING_PATH, sa_column_kwargs={"server_default": LANDING_PATH}
    )


class SalesChannelDomain(SQLModel, table=True):
    """A URL of a shop with its language and currency."""

    __tablename__ = "sales_channel_domains"

    id: str = primary_id()
    sales_channel_id: str = reference("sales_channels.id", ondelete="CASCADE")
    url: str = text(255, unique=True)  # without a trailing slash
    language: str = text(5)
    currency: str = Field(max_length=3, foreign_key="currencies.iso_code")
