"""Looks up the user of an access token."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from auth.errors import Unauthenticated
from auth.privileges import effective
from auth.sign_in import tokens
from auth.sign_in.factors.methods import Factors, is_due, names_of
from auth.sign_in.factors.step_up import SignIn
from auth.sign_in.sessions import activity_is_due, is_user_session_live
from auth.sign_in.tokens import TokenKind
from db.notes import noted
from db.statements.users import user_lookup, user_sessions

if TYPE_CHECKING:
    from auth.rules import Rules
    from db.models import User
    from db.statements.users.held_factors import Held
    from resolvers.application import Application


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The signed-in user with the privileges that they hold at this moment."""

    user: "User"
    session_id: str
    signed_in_at: datetime  # when they last showed who they are
    privileges: frozenset[str]
    factors: Factors
    roles: frozenset[str]  # by name
    factor: str | None  # with which they signed in
    factor_due: bool  # until they add one, they may do nothing else

    @property
    def sign_in(self) -> SignIn:
        """As rules judge it."""
        names = names_of(admin=self.admin, roles=self.roles)
        return SignIn(self.signed_in_at, self.factor, self.factors, names)

    @property
    def admin(self) -> bool:
        """Whether the user is a super admin."""
        return self.user.admin


async def find_signed_in(application: "Application", access_token: str | None) -> SignedIn:
    """The user of the token; raises Unauthenticated. Notes that the session is used."""
    token_hash = tokens.hash_of(TokenKind.USER_SESSION, access_token)
    if token_hash is None:
        raise Unauthenticated
    found = await user_lookup.get(application.database, token_hash)
    if found is None:
        raise Unauthenticated
    now = application.clock()
    if not is_user_session_live(
        user_active=found.user.active,
        ended_at=found.ended_at,
        expires_at=found.expires_at,
        idle_expires_at=found.last_used_at + application.rules.user_session_idle_timeout,
        now=now,
    ):
        raise Unauthenticated
    if activity_is_due(found.last_used_at, now):
        await noted(user_sessions.mark_used(application.database.notes, found.id, now=now))
    privileges = effective(admin=found.user.admin, granted=found.granted)
    return SignedIn(
        found.user,
        found.id,
        found.authenticated_at,
        privileges,
        factors=factors_of(found.held),
        roles=found.held.roles,
        factor=found.factor,
        factor_due=lacks_factor(found.held, application.rules),
    )


def factors_of(held: "Held") -> Factors:
    """The factors that storage knows of."""
    return Factors(
        totp=held.totp,
        passkey=held.passkey,
        recovery_code=held.recovery_code,
        at_provider=held.at_provider,
    )


def lacks_factor(held: "Held", rules: "Rules") -> bool:
    """Whether the user has to add a factor before they may do anything else."""
    required = rules.factor_required_roles
    return is_due(factors_of(held), admin=held.admin, roles=held.roles, required=required)
