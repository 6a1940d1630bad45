"""Sessions of the shop, each behind a context token."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from db.models.columns import HexId, digest, optional_reference, reference, text


class Context(SQLModel, table=True):
    """A session of a guest, a customer, or a user who imitates a customer.

    A guest has neither customer nor imitation; an imitation always has both.
    """

    __tablename__ = "contexts"

    id: str = Field(primary_key=True, sa_type=HexId)
    token_hash: bytes = digest()
    sales_channel_id: str = reference("sales_channels.id", ondelete="CASCADE", index=False)
    customer_id: str | None = optional_reference("customers.id", ondelete="CASCADE")
    imitation_id: str | None = Field(
        default=None,
        foreign_key="imitations.id",
        ondelete="CASCADE",
        unique=True,
        nullable=True,
        sa_type=HexId,
    )
    language: str = text(5)
    currency: str = Field(max_length=3, foreign_key="currencies.iso_code")
    created_at: datetime
    expires_at: datetime = Field(index=True)
