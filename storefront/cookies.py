"""What does the browser keep? A session each for the visitor and for an imitation, side by side."""

import re
from typing import Final

from starlette.responses import Response

from storefront.visit import Visit

_ID: Final = re.compile(r"[0-9a-f]{32}")


def keep_session(visit: Visit, response: Response, token: str) -> None:
    """The visitor's own session goes on under this token, which must be a stored one.

    While imitating nothing is kept: a token other than the imitation's means that it has ended.
    """
    if not visit.imitated and token != visit.token:
        _set(visit, response, visit.shop.cookies.own, token)


def forget_session(visit: Visit, response: Response) -> None:
    """The visitor is nobody from now on."""
    _delete(visit, response, visit.shop.cookies.own)


def keep_imitation(visit: Visit, response: Response, token: str, customer_id: str) -> None:
    """Beside the visitor's own session; the customer's id says which card to go back to."""
    _set(visit, response, visit.shop.cookies.imitation, token)
    _set(visit, response, visit.shop.cookies.way_back, customer_id)


def forget_imitation(visit: Visit, response: Response) -> None:
    """The visitor is again who he was."""
    _delete(visit, response, visit.shop.cookies.imitation)
    _delete(visit, response, visit.shop.cookies.way_back)


def way_back(visit: Visit) -> str | None:
    """The customer's card in the admin that an imitation came from."""
    customer_id = visit.request.cookies.get(visit.shop.cookies.way_back, "")
    if not _ID.fullmatch(customer_id):
        return None
    return f"{visit.house.admin_url}/admin/customers/{customer_id}"


def _set(visit: Visit, response: Response, name: str, value: str) -> None:
    response.set_cookie(
        name, value, path="/", httponly=True, samesite="lax", secure=visit.house.is_https
    )


def _delete(visit: Visit, response: Response, name: str) -> None:
    if name in visit.request.cookies:
        response.delete_cookie(
            name, path="/", httponly=True, samesite="lax", secure=visit.house.is_https
        )
