"""Sales channels and their domains."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from db.models.columns import primary_id, reference, text


class SalesChannel(SQLModel, table=True):
    """A sales channel. Its language and currency apply to visitors who have chosen none."""

    __tablename__ = "sales_channels"

    id: str = primary_id()
    name: str = text(100, unique=True)
    type: str = text(16)  # STOREFRONT or HEADLESS
    active: bool = True
    access_key: str = text(64, unique=True)  # public: it names the channel and proves nothing
    language: str = text(5)
    currency: str = Field(max_length=3, foreign_key="currencies.iso_code")
    created_at: datetime


class SalesChannelDomain(SQLModel, table=True):
    """A URL of a storefront with its language and currency."""

    __tablename__ = "sales_channel_domains"

    id: str = primary_id()
    sales_channel_id: str = reference("sales_channels.id", ondelete="CASCADE")
    url: str = text(255, unique=True)  # without a trailing slash
    language: str = text(5)
    currency: str = Field(max_length=3, foreign_key="currencies.iso_code")
