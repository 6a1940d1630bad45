"""Users of the admin with their roles, privileges and sessions."""

from datetime import datetime
from typing import Final

from sqlalchemy import Index, false
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from db.models.columns import HexId, digest, primary_id, reference, text
from db.search import fold, search_text

SEARCHED = 600  # characters; folding can lengthen a text, the rest is cut
NOT_ENDED: Final = sql("ended_at IS NULL")  # few sign-ins among those of a week
FROM_NEW_BROWSER: Final = sql("new_browser IS NOT NULL")  # likewise


class User(SQLModel, table=True):
    """A user of the admin."""

    __tablename__ = "users"
    __table_args__ = (Index("uq_users_identity", "issuer", "subject", unique=True),)

    id: str = primary_id()
    username: str = text(100, unique=True)  # case folded
    email: str = text(254, unique=True)  # the key: see auth/texts/email_addresses.py
    email_typed: str | None = text(254, default=None)  # null: as the key
    first_name: str = text(100)
    last_name: str = text(100)
    password_hash: str = text(255)
    active: bool = True
    admin: bool = False  # holds every privilege
    created_at: datetime
    search_text: str = search_text(SEARCHED)
    # Ids of a user or an integration; null: the command line did it, or an earlier release.
    made_by: str | None = Field(default=None, sa_type=HexId)
    password_set_by: str | None = Field(default=None, sa_type=HexId)  # not the user themselves
    admin_given_by: str | None = Field(default=None, sa_type=HexId)
    # When a role of the user stopped to need approvals, and by whom; null: a machine.
    approval_cleared_at: datetime | None = None
    approval_cleared_by: str | None = Field(default=None, sa_type=HexId)
    # Whose account at a provider of OpenID Connect this is; both null: nobody's.
    issuer: str | None = text(255, default=None)
    subject: str | None = text(255, default=None)

    @property
    def shown_email(self) -> str:
        """The address as people read it."""
        return self.email_typed or self.email

    def describe(self) -> str:
        """The text by which the user is searched and sorted."""
        return describe(self.username, self.last_name, self.first_name, self.shown_email)


def describe(username: str, last_name: str, first_name: str, email: str) -> str:
    """The text by which a user with these values is searched and sorted."""
    return fold(username, last_name, first_name, email)[:SEARCHED]


class Role(SQLModel, table=True):
    """A named set of privileges."""

    __tablename__ = "roles"

    id: str = primary_id()
    name: str = text(100, unique=True)
    description: str | None = text(500, default=None)
    # Whether imitations with full access by its users need another user's approval.
    needs_approval: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class RolePrivilege(SQLModel, table=True):
    """One privilege of a role."""

    __tablename__ = "role_privileges"

    role_id: str = Field(
        primary_key=True, foreign_key="roles.id", ondelete="CASCADE", sa_type=HexId
    )
    privilege: str = text(64, primary_key=True)
    given_by: str | None = Field(default=None, sa_type=HexId)  # as `User.made_by`


class UserRole(SQLModel, table=True):
    """One role of a user."""

    __tablename__ = "user_roles"

    user_id: str = Field(
        primary_key=True, foreign_key="users.id", ondelete="CASCADE", sa_type=HexId
    )
    role_id: str = Field(
        primary_key=True, foreign_key="roles.id", ondelete="CASCADE", index=True, sa_type=HexId
    )
    given_by: str | None = Field(default=None, sa_type=HexId)  # as `User.made_by`


class DeletedAccount(SQLModel, table=True):
    """Who made a user or an integration that was deleted, and who set its password or secret."""

    __tablename__ = "deleted_accounts"

    id: str = Field(primary_key=True, sa_type=HexId)
    made_by: str | None = Field(default=None, sa_type=HexId)
    password_set_by: str | None = Field(default=None, sa_type=HexId)


class UserSession(SQLModel, table=True):
    """A sign-in of a user. `created_at` is also when the password was last checked.

    What is about refreshing is null unless it was made with a refresh token: see
    auth/sign_in/refresh_tokens.py. Address and user agent are of the client that signed in.
    """

    __tablename__ = "user_sessions"
    __table_args__ = (
        Index(
            "ix_user_sessions_not_ended",
            "user_id",
            "expires_at",
            sqlite_where=NOT_ENDED,
            postgresql_where=NOT_ENDED,
        ),
        Index(
            "ix_user_sessions_new_browser",
            "user_id",
            "created_at",
            sqlite_where=FROM_NEW_BROWSER,
            postgresql_where=FROM_NEW_BROWSER,
        ),
    )

    id: str = primary_id()
    token_hash: bytes = digest()
    user_id: str = reference("users.id", ondelete="CASCADE")
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime = Field(index=True)
    ended_at: datetime | None = None
    token_expires_at: datetime | None = None  # at the latest `expires_at`
    refresh_family_hash: bytes | None = Field(default=None, index=True, unique=True)
    refresh_turn_hash: bytes | None = None
    remote_address: str | None = text(45, default=None)  # the longest IPv6 text
    user_agent: str | None = text(255, default=None)
    refresh_used_hash: bytes | None = None  # of the token that the latest turn used up
    refresh_turned_at: datetime | None = None
    refresh_client: bytes | None = None  # who took that turn
    factor: str | None = text(16, default=None)  # that came with the password; null: none
    # When the provider last asked who it is; null: `created_at`, by a password of this server.
    authenticated_at: datetime | None = None
    # True where the user had not signed in from there lately (auth/sign_in/client.py), else null.
    new_browser: bool | None = None
    # The first of those that took each other's place in one browser; null: this is the first.
    first_id: str | None = Field(default=None, sa_type=HexId)

    @property
    def shown_at(self) -> datetime:
        """When the user showed who they are."""
        return self.authenticated_at or self.created_at
