"""The customer's account: name, sign-in details, orders and accesses by support."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from storefront.client import Refused
from storefront.cookies import keep_session
from storefront.rendering import page, redirect
from storefront.visit import Visit

ROWS = 10  # of each list on the page


async def show(visit: Visit) -> Response:
    """The account; an anonymous visitor is redirected to the sign-in."""
    return await _account_page(visit)


async def _account_page(
    visit: Visit,
    *,
    status: int = 200,
    section: str = "",
    problem: str | None = None,
    code: Mapping[str, str] | None = None,
) -> Response:
    """The page; with the support code that was just made, which no other answer shows again."""
    if visit.customer is None:
        return redirect(visit, "/account/login")
    query = visit.request.query_params
    orders = await visit.run("orders", first=ROWS, after=query.get("orders"))
    accesses = consent = asked = None
    if not visit.imitated:  # only the customer may see who was in the account
        after = query.get("accesses")
        accesses = await visit.run("account-accesses", first=ROWS, after=after)
        consent = (await visit.run("imitation-consent"))["customer"]
        asked = await visit.run("support-code-state") if _makes_codes(consent) else None
    values = {"orders": orders, "accesses": accesses, "consent": consent}
    values |= {"asked": asked, "code": code}
    values |= {"section": section, "problem": problem}
    return page(visit, "account.html", status=status, **values)


async def save_profile(visit: Visit) -> Response:
    names = {key: visit.form.get(key, "") for key in ("firstName", "lastName")}
    return await _save(visit, "update-profile", section="profile", **names)


async def change_email(visit: Visit) -> Response:
    """Change the address that the customer signs in with."""
    values = {key: visit.form.get(key, "") for key in ("email", "currentPassword")}
    return await _save(visit, "change-email", section="email", **values)


async def change_password(visit: Visit) -> Response:
    """Change the password; every other session ends."""
    values = {key: visit.form.get(key, "") for key in ("currentPassword", "newPassword")}
    return await _save(visit, "change-password", section="password", **values)


async def set_consent(visit: Visit) -> Response:
    """Grant or withdraw the consent to be imitated."""
    granted = visit.form.get("granted") == "yes"
    return await _save(visit, "set-imitation-consent", section="consent", granted=granted)


async def make_code(visit: Visit) -> Response:
    """Make a support code and show it: the page of an answer, since a code belongs in no URL."""
    if visit.customer is None or visit.imitated:
        return redirect(visit, "/account")
    if not _makes_codes((await visit.run("imitation-consent"))["customer"]):
        return redirect(visit, "/account")
    try:
        code = await visit.run("create-support-code")
    except Refused as refused:
        if refused.code != "FRAMEWORK__RATE_LIMIT_EXCEEDED":
            raise
        return await _account_page(visit, status=429, section="code", problem="problem.codes")
    return await _account_page(visit, code=code)


def _makes_codes(consent: Mapping[str, Any]) -> bool:
    """Whether the shop asks for codes, and the customer has not withdrawn their consent."""
    withdrawn = consent["imitationConsentWithdrawnAt"]
    return consent["imitationConsentRequired"] == "CALL" and withdrawn is None


async def _save(visit: Visit, operation: str, *, section: str, **variables: object) -> Response:
    try:
        saved = await visit.run(operation, **variables)
    except Refused as refused:
        problem = _problem(visit, refused)
        return await _account_page(visit, status=422, section=section, problem=problem)
    response = redirect(visit, "/account", notice=section)
    keep_session(visit, response, saved["token"])
    return response


def _problem(visit: Visit, refused: Refused) -> str:
    """The key of the text beside the form; a refusal that no input can mend is raised again."""
    if refused.code == "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS":
        return "problem.password"
    if refused.code == "VIOLATION::INVALID":
        key = f"problem.{refused.field}"
        return key if key in visit.texts.words else "problem.other"
    raise refused
