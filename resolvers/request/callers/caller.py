"""Who calls the fields of the admin: a signed-in user, or an integration."""

from typing import TYPE_CHECKING, TypeAlias

from auth.sign_in.tokens import TokenKind
from resolvers.request.callers.integration import CallingIntegration, find_integration
from resolvers.request.signed_in import SignedIn, find_signed_in

if TYPE_CHECKING:
    from resolvers.application import Application

Caller: TypeAlias = SignedIn | CallingIntegration


async def find_caller(application: "Application", access_token: str | None) -> Caller:
    """The caller of the token, whose prefix says what it is; raises Unauthenticated."""
    if access_token is not None and access_token.startswith(TokenKind.INTEGRATION):
        return await find_integration(application, access_token)
    return await find_signed_in(application, access_token)
