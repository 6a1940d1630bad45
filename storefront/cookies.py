"""The cookies of a shop: one for the visitor's own session, another for an imitation beside it."""

import re
from typing import Final

from starlette.responses import Response

from storefront.visit import Visit

_ID: Final = re.compile(r"[0-9a-f]{32}")


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
    """Set the cookie of the imitation, and the customer's id for the way back to their card."""
    _set(visit, response, visit.shop.cookies.imitation, token)
    _set(visit, response, visit.shop.cookies.way_back, customer_id)


def forget_imitation(visit: Visit, response: Response) -> None:
    """Delete the cookies of the imitation; the visitor's own session remains."""
    _delete(visit, response, visit.shop.cookies.imitation)
    _delete(visit, response, visit.shop.cookies.way_back)


def way_back(visit: Visit) -> str | None:
    """The URL of the customer's card in the admin where the imitation began."""
    customer_id = visit.request.cookies.get(visit.shop.cookies.way_back, "")
    if not _ID.fullmatch(customer_id):
        return None
    return f"{visit.host.admin_url}/admin/customers/{customer_id}"


def _set(visit: Visit, response: Response, name: str, value: str) -> None:
    response.set_cookie(
        name, value, path="/", httponly=True, samesite="lax", secure=visit.host.is_https
    )


def _delete(visit: Visit, response: Response, name: str) -> None:
    if name in visit.request.cookies:
        response.delete_cookie(
            name, path="/", httponly=True, samesite="lax", secure=visit.host.is_https
        )
