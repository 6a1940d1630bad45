"""The cookie that binds a sign-in to the browser in which it was begun.

It is Lax: the admin's own, which is Strict, does not come back from a provider.
"""

from starlette.requests import Request
from starlette.responses import Response

from auth.sign_in.oidc.requests import LIFETIME
from server.settings.settings import Settings


def name_of(settings: Settings) -> str:
    """`__Host-` keeps neighbours of the domain from setting it; it needs https."""
    return "__Host-imitate-oidc" if settings.is_https else "imitate-oidc"


def read(request: Request, settings: Settings) -> str:
    """The browser's secret; empty where it sends none."""
    return request.cookies.get(name_of(settings), "")


def keep(response: Response, secret: str, settings: Settings) -> None:
    """Set the cookie for as long as an answer counts."""
    response.set_cookie(
        name_of(settings),
        secret,
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=settings.is_https,
    )


def forget(response: Response, settings: Settings) -> None:
    """Delete the cookie."""
    response.delete_cookie(
        name_of(settings), httponly=True, samesite="lax", secure=settings.is_https
    )
