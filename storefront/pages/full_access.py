"""Asks for full access in an imitation that may only look, with a reason."""

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.responses import Response

from storefront.client import Refused
from storefront.cookies import sign_in_of_admin
from storefront.rendering import page, redirect
from storefront.visit import Visit

SECTIONS: Final = {"/", "/cart", "/account"}  # pages to go back to
STEP_UP: Final = "full.step-up"
UNFIT: Final = {"reason": "full.unfit-reason", "reasonCategory": "full.unfit-category"}
# The text and the status for a refusal that is told beside the form, by error code.
PROBLEMS: Final[Mapping[str, tuple[str, int]]] = {
    "CHECKOUT__CUSTOMER_IMITATION_REFUSED": ("full.refused", 403),
    "FRAMEWORK__MISSING_PRIVILEGE_ERROR": ("full.not-allowed", 403),
    "FRAMEWORK__STEP_UP_REQUIRED": (STEP_UP, 403),
    "FRAMEWORK__FACTOR_REQUIRED": ("full.no-factor", 403),
    "FRAMEWORK__RATE_LIMIT_EXCEEDED": ("full.too-many", 429),
}


async def show(visit: Visit) -> Response:
    """The form, in an imitation that may only look and whose user may ask for more."""
    onward = _onward(visit.request.query_params.get("then", ""))
    if not visit.look_only:
        return redirect(visit, onward)
    if not visit.may_upgrade:
        return _form(visit, onward, status=403, problem="full.not-allowed")
    return _form(visit, onward)


async def ask(visit: Visit) -> Response:
    """Ask, and go back to the page from which the user came."""
    onward = _onward(visit.form.get("then", ""))
    if not visit.imitated:
        return redirect(visit, onward)
    try:
        await visit.run(
            "upgrade-imitation",
            reason=visit.form.get("reason", ""),
            reasonCategory=visit.form.get("reasonCategory") or None,
        )
    except Refused as refused:
        return _refused(visit, onward, refused)
    return redirect(visit, onward, notice="full-access")


def _refused(visit: Visit, onward: str, refused: Refused) -> Response:
    """The form with what was typed, and why full access was refused."""
    if refused.code == "VIOLATION::INVALID" and refused.field in UNFIT:
        return _form(visit, onward, status=422, problem=UNFIT[refused.field], unfit=refused.field)
    if refused.code not in PROBLEMS:
        raise refused
    problem, status = PROBLEMS[refused.code]
    response = _form(
        visit,
        onward,
        status=status,
        problem=problem,
        reasons=_reasons(visit, refused),
    )
    if refused.retry_after is not None:
        response.headers["retry-after"] = str(refused.retry_after)
    return response


def _form(
    visit: Visit,
    onward: str,
    *,
    status: int = 200,
    problem: str | None = None,
    unfit: str = "",
    reasons: Sequence[str] = (),
) -> Response:
    sign_in = sign_in_of_admin(visit) if problem == STEP_UP else None
    values = {"onward": onward, "problem": problem, "unfit": unfit, "reasons": reasons}
    return page(visit, "full_access.html", status=status, sign_in=sign_in, **values)


def _reasons(visit: Visit, refused: Refused) -> Sequence[str]:
    """Every reason in words; a veto in those of its plug-in."""
    known = [visit.texts.name_of("refusal", each) for each in refused.reasons if each != "VETOED"]
    return [*known, *refused.vetoes]


def _onward(path: str) -> str:
    """The page of the shop to which a path belongs; the account for any other path."""
    section = "/" + path[1:].partition("/")[0]
    return section if path and section in SECTIONS else "/account"
