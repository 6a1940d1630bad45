"""`POST /api/oauth/token`: the grants of Shopware's admin clients, with its codes of refusals."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from auth.errors import FactorRequired
from auth.oauth.refusals import (
    InvalidClient,
    InvalidGrant,
    InvalidRequest,
    OAuthRefusal,
    UnsupportedGrantType,
)
from resolvers.admin.user_login import user_log_in
from resolvers.oauth.authentication import Client
from resolvers.oauth.client_credentials import give_token
from resolvers.oauth.refreshing import GivenTokens, keep_up, refresh
from server.shopware import sent
from server.shopware.call import Call
from server.shopware.errors import ShopwareError

HAS_FACTOR: Final = "A password alone does not sign this user in: they need a second factor."
ADMINISTRATION: Final = "administration"  # the one client that asks for persons; it has no secret
# The codes of the library that Shopware uses for OAuth, with their statuses.
_CODES: Final[Mapping[type[OAuthRefusal], tuple[int, str]]] = {
    UnsupportedGrantType: (400, "2"),
    InvalidRequest: (400, "3"),
    InvalidClient: (401, "4"),
    InvalidGrant: (401, "8"),
}
Body = Mapping[str, Any]


async def give(call: Call) -> Body:
    """The tokens of the grant; raises OAuthRefusal."""
    grant = GRANTS.get(sent.text(call.body, "grant_type"))
    if grant is None:
        raise UnsupportedGrantType
    async with asyncio.timeout(call.timeout):
        return await grant(call)


def refused(refusal: OAuthRefusal) -> ShopwareError:
    """The error of a refusal."""
    status, code = _CODES[type(refusal)]
    return ShopwareError(status, code, str(refusal))


async def _password(call: Call) -> Body:
    _check_client(call)
    username, password = sent.text(call.body, "username"), sent.text(call.body, "password")
    try:
        started = await user_log_in(
            call.ctx, username=username, password=password, password_only=True
        )
    except FactorRequired:
        raise InvalidGrant(HAS_FACTOR) from None
    given = await keep_up(call.ctx, started.signed_in.session_id, started.access_token)
    return _of_person(given)


async def _refresh_token(call: Call) -> Body:
    _check_client(call)
    return _of_person(await refresh(call.ctx, sent.text(call.body, "refresh_token")))


async def _client_credentials(call: Call) -> Body:
    client = Client(sent.text(call.body, "client_id"), sent.text(call.body, "client_secret"))
    given = await give_token(call.ctx, client)
    return {
        "token_type": "Bearer",
        "expires_in": int(given.expires_in.total_seconds()),
        "access_token": given.access_token,
    }


def _check_client(call: Call) -> None:
    if sent.text(call.body, "client_id") != ADMINISTRATION:
        raise InvalidClient


def _of_person(given: GivenTokens) -> Body:
    return {
        "token_type": "Bearer",
        "expires_in": int(given.expires_in.total_seconds()),
        "access_token": given.access_token,
        "refresh_token": given.refresh_token,
    }


GRANTS: Final[Mapping[str, Callable[[Call], Awaitable[Body]]]] = {
    "password": _password,
    "refresh_token": _refresh_token,
    "client_credentials": _client_credentials,
}
