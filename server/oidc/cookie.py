"""The cookies of a sign-in: one binds it to its browser, one has the number of one that failed.

They are Lax: the admin's own, which is Strict, does not come back from a provider.
"""

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from auth.sign_in.oidc.requests import LIFETIME
from server.settings.settings import Settings

BINDING: Final = "imitate-oidc"
NUMBER: Final = "imitate-oidc-failed"
_NUMBER: Final = re.compile(r"[A-Za-z0-9._-]{1,128}")


def name_of(settings: Settings, name: str = BINDING) -> str:
    """`__Host-` keeps neighbours of the domain from setting it; it needs https."""
    return f"__Host-{name}" if settings.is_https else name


def read(request: Request, settings: Settings) -> str:
    """The browser's secret; empty where it sends none."""
    return request.cookies.get(name_of(settings), "")


def keep(response: Response, secret: str, settings: Settings) -> None:
    """Set the cookie for as long as an answer counts."""
    _set(response, BINDING, secret, settings)


def forget(response: Response, settings: Settings) -> None:
    """Delete the cookie."""
    response.delete_cookie(
        name_of(settings), httponly=True, samesite="lax", secure=settings.is_https
    )


def keep_number(response: Response, request_id: str, settings: Settings) -> None:
    """Let the next page tell the number of the request that failed."""
    _set(response, NUMBER, request_id, settings)


def number(request: Request, settings: Settings) -> str | None:
    """The number of the request that failed; None without one, or for what can be none."""
    sent = request.cookies.get(name_of(settings, NUMBER), "")
    return sent if _NUMBER.fullmatch(sent) else None


def _set(response: Response, name: str, value: str, settings: Settings) -> None:
    response.set_cookie(
        name_of(settings, name),
        value,
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=settings.is_https,
    )
