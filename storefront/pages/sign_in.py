"""Signs a customer in by password, and out."""

from contextlib import suppress
from typing import Final

from starlette.responses import Response

from storefront.client import Refused
from storefront.cookies import forget_imitation, forget_session, keep_session
from storefront.rendering import page, redirect
from storefront.visit import Visit

ONWARD: Final = {"cart": "/cart"}  # pages besides the account that a sign-in may lead to


async def show(visit: Visit) -> Response:
    """The form; a customer who is logged in already is redirected to the account."""
    if visit.customer is not None:
        return redirect(visit, "/account")
    return sign_in_page(visit, onward=visit.request.query_params.get("then", ""))


def sign_in_page(
    visit: Visit,
    *,
    status: int = 200,
    problem: str | None = None,
    code: str | None = None,
    email: str = "",
    onward: str = "",
) -> Response:
    """The form with the text of what went wrong; `code` is the error code for support."""
    values = {"problem": problem, "code": code, "email": email, "onward": onward}
    return page(visit, "sign_in.html", status=status, **values)


async def sign_in(visit: Visit) -> Response:
    """Log in; the lines of a guest's cart are added to the customer's."""
    if visit.imitated:
        return redirect(visit, "/account")
    email, onward = visit.form.get("email", ""), visit.form.get("then", "")
    password = visit.form.get("password", "")
    try:
        answer = await visit.run("customer-login", email=email, password=password)
    except Refused as refused:
        if refused.code not in {"CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS", "VIOLATION::INVALID"}:
            raise
        problem = "problem.credentials"
        return sign_in_page(visit, status=422, problem=problem, email=email, onward=onward)
    response = redirect(visit, ONWARD.get(onward, "/account"))
    keep_session(visit, response, answer["token"])
    return response


async def sign_out(visit: Visit) -> Response:
    """End this session only; during an imitation, the imitation only."""
    with suppress(Refused):  # the session has ended already
        await visit.run("customer-logout")
    if visit.imitated:
        response = redirect(visit, "/", notice="imitation-ended")
        forget_imitation(visit, response)
    else:
        response = redirect(visit, "/", notice="signed-out")
        forget_session(visit, response)
    return response
