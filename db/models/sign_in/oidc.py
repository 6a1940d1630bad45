"""Sign-ins at providers of OpenID Connect: those under way, and what is kept of those that live."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from db.models.columns import HexId, optional_reference, reference, text


class OidcAttempt(SQLModel, table=True):
    """A sign-in that waits for the provider's answer; it is deleted by the answer.

    It holds hashes alone: of the state, which is in the URL, and of the browser's cookie, from
    which nonce and PKCE's verifier are made.
    """

    __tablename__ = "oidc_attempts"

    state_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    browser_hash: bytes = Field(sa_type=LargeBinary)
    provider: str = text(32)
    return_to: str = text(500)  # a path of the admin
    renews: bool  # whether the provider has to ask again, and the user to be the same
    # The sign-in of this browser, which ends with the new one; null: it has none.
    session_id: str | None = optional_reference("user_sessions.id", ondelete="CASCADE")
    created_at: datetime
    expires_at: datetime = Field(index=True)


class OidcSession(SQLModel, table=True):
    """What a sign-in at a provider is known by there, and when the provider is asked again.

    Whose it is stands on the user.
    """

    __tablename__ = "oidc_sessions"

    session_id: str = Field(
        primary_key=True, foreign_key="user_sessions.id", ondelete="CASCADE", sa_type=HexId
    )
    user_id: str = reference("users.id", ondelete="CASCADE")
    provider: str = text(32)
    sid: str | None = text(255, default=None, index=True)  # null: the provider names no sessions
    sealed_refresh_token: bytes | None = Field(default=None, sa_type=LargeBinary)  # null: none
    checked_at: datetime  # when the provider last said that it goes on
    check_at: datetime | None = Field(default=None, index=True)  # null: it is not asked


class OidcLogout(SQLModel, table=True):
    """A logout token that was used: it is refused until it has run out."""

    __tablename__ = "oidc_logouts"

    token_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)  # of issuer and `jti`
    expires_at: datetime = Field(index=True)
