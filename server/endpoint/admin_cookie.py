"""The cookie of the admin: a user's access token, for pages of our own origin alone."""

from starlette.responses import Response

from resolvers.application import Reply
from server.endpoint.credentials import admin_cookie
from server.settings.settings import Settings


def set_admin_cookie(response: Response, reply: Reply, settings: Settings) -> None:
    """Set or delete the cookie, as the use case wants it."""
    name, secure = admin_cookie(settings), settings.is_https
    if reply.access_token is not None:
        response.set_cookie(
            name, reply.access_token, httponly=True, samesite="strict", secure=secure
        )
    elif reply.forget_access_token:
        response.delete_cookie(name, httponly=True, samesite="strict", secure=secure)
