"""Coming in from the admin as a customer, and going back."""

from contextlib import suppress
from typing import Final

from starlette.responses import Response

from storefront import forms
from storefront.client import Refused
from storefront.cookies import forget_imitation, keep_imitation, way_back
from storefront.forms import Unreadable
from storefront.pages.sign_in import sign_in_page
from storefront.rendering import redirect, redirect_to_admin
from storefront.visit import Visit

INVALID: Final = "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"


async def land(visit: Visit) -> Response:
    """Redeem the token of the admin's form. Whatever the answer, it names no referrer."""
    response = await _land(visit)
    response.headers["referrer-policy"] = "no-referrer"
    return response


async def _land(visit: Visit) -> Response:
    # The form comes from another site, so no token of ours can be in it: the origin decides, or
    # anybody who holds a token could make a visitor act in an account that is not his.
    if visit.request.headers.get("origin") not in visit.house.admin_origins:
        return sign_in_page(visit, status=403, problem="problem.foreign-landing")
    try:
        form = await forms.read(visit.request)
    except Unreadable as unreadable:
        return sign_in_page(visit, status=unreadable.status, problem="problem.landing")
    try:
        answer = await visit.run(
            "imitate-customer-login",
            token=form.get("token", ""),
            customerId=form.get("customerId", ""),
            userId=form.get("userId", ""),
        )
    except Refused as refused:
        if refused.code != INVALID:
            raise
        return sign_in_page(visit, status=400, problem="problem.landing", code=refused.code)
    response = redirect(visit, "/account")
    keep_imitation(visit, response, answer["token"], answer["context"]["customer"]["id"])
    return response


async def end(visit: Visit) -> Response:
    """End the imitation and go back to the admin, or to what the visitor was before."""
    if visit.imitated:
        with suppress(Refused):  # it has ended a moment ago
            await visit.run("customer-logout")
    card = way_back(visit)
    if card is not None:
        response = redirect_to_admin(card)
    else:
        response = redirect(visit, "/", notice="imitation-ended")
    forget_imitation(visit, response)
    return response
