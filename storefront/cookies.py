"""The cookies of a shop: one for the visitor's own session, another for an imitation beside it."""

import hashlib
import re
from typing import Final

from starlette.responses import Response

from storefront.visit import Visit

_CARD: Final = re.compile(r"([0-9a-f]{32})(?:\.([0-9a-f]{8}))?")


def keep_session(visit: Visit, response: Response, token: str) -> None:
    """Set the cookie of the visitor's own session to this token of a stored session.

    During an imitation nothing is set: a token that differs from the imitation's means that the
    imitation has ended.
    """
    if not visit.imitated and token != visit.token:
        _set(visit, response, visit.shop.cookies.own, token)


def forget_session(visit: Visit, response: Response) -> None:
    """Delete the cookie of the visitor's own session."""
    _delete(visit, response, visit.shop.cookies.own)


def keep_imitation(visit: Visit, response: Response, token: str, customer_id: str) -> None:
    """Set the cookie of the imitation, and that of the way back to the customer's card.

    The admin has several origins, and the user is signed in at the one that sent the form.
    """
    origin = visit.request.headers.get("origin", "")
    _set(visit, response, visit.shop.cookies.imitation, token)
    _set(visit, response, visit.shop.cookies.way_back, f"{customer_id}.{_short(origin)}")


def forget_imitation(visit: Visit, response: Response) -> None:
    """Delete the cookies of the imitation; the visitor's own session remains."""
    _delete(visit, response, visit.shop.cookies.imitation)
    _delete(visit, response, visit.shop.cookies.way_back)


def way_back(visit: Visit) -> str | None:
    """The URL of the customer's card in the admin where the imitation began."""
    card = _card(visit)
    return f"{_admin_url(visit, card[2])}/admin/customers/{card[1]}" if card else None


def sign_in_of_admin(visit: Visit) -> str:
    """The URL of the sign-in in the admin where the imitation began."""
    card = _card(visit)
    return f"{_admin_url(visit, card and card[2])}/admin/sign-in"


def _card(visit: Visit) -> re.Match[str] | None:
    return _CARD.fullmatch(visit.request.cookies.get(visit.shop.cookies.way_back, ""))


def _admin_url(visit: Visit, wanted: str | None) -> str:
    urls = (url for origin, url in visit.host.admin_urls.items() if _short(origin) == wanted)
    return next(urls, visit.host.admin_url)


def _short(origin: str) -> str:
    """A name for an origin in a cookie, whose value cannot hold a URL."""
    return hashlib.sha256(origin.encode()).hexdigest()[:8]


def _set(visit: Visit, response: Response, name: str, value: str) -> None:
    response.set_cookie(
        name, value, path="/", httponly=True, samesite="lax", secure=visit.host.is_https
    )


def _delete(visit: Visit, response: Response, name: str) -> None:
    if name in visit.request.cookies:
        response.delete_cookie(
            name, path="/", httponly=True, samesite="lax", secure=visit.host.is_https
        )
