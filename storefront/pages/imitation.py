"""Begins an imitation from the admin's form, and ends it again."""

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


async def redeem(visit: Visit) -> Response:
    """Redeem the token of the admin's form. No answer lets the browser name a referrer."""
    response = await _redeem(visit)
    response.headers["referrer-policy"] = "no-referrer"
    return response


async def _redeem(visit: Visit) -> Response:
    # The form comes from the admin, so it cannot hold the token of form_check: the origin decides.
    # Otherwise an attacker with a token could make a visitor act in another person's account.
    if visit.request.headers.get("origin") not in visit.host.admin_urls:
        return sign_in_page(visit, status=403, problem="problem.foreign-redemption")
    try:
        form = await forms.read(visit.request)
    except Unreadable as unreadable:
        return sign_in_page(visit, status=unreadable.status, problem="problem.redemption")
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
        return sign_in_page(visit, status=400, problem="problem.redemption", code=refused.code)
    response = redirect(visit, "/account")
    keep_imitation(visit, response, answer["token"], answer["context"]["customer"]["id"])
    return response


async def end(visit: Visit) -> Response:
    """End the imitation and go back to the customer's card in the admin, or to the shop."""
    if visit.imitated:
        with suppress(Refused):  # the imitation has ended in the meantime
            await visit.run("customer-logout")
    card = way_back(visit)
    if card is not None:
        response = redirect_to_admin(card)
    else:
        response = redirect(visit, "/", notice="imitation-ended")
    forget_imitation(visit, response)
    return response
