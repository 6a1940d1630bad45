"""Which forms are let in? Those that our own pages made for the session that sends them."""

from starlette.responses import Response

from storefront import csrf, forms
from storefront.forms import Unreadable
from storefront.rendering import message
from storefront.routes import END, path_in_shop
from storefront.visit import Visit


async def refuse(visit: Visit) -> Response | None:
    """Read the form; the answer is why it is refused, None lets it in."""
    headers = visit.request.headers
    if not csrf.is_same_origin(
        origin=headers.get("origin"),
        fetch_site=headers.get("sec-fetch-site"),
        own_origin=visit.shop.origin,
    ):
        return message(visit, "foreign-form", status=403)
    try:
        visit.form = await forms.read(visit.request)
    except Unreadable as unreadable:
        return message(visit, "unreadable", status=unreadable.status)
    sent = visit.form.get(csrf.FIELD, "")
    if not csrf.is_genuine(sent, _session(visit), secrets=visit.house.secrets):
        return message(visit, "stale-form", status=403)
    if visit.imitation_ended and path_in_shop(visit) != END:
        # What was meant for the customer's account must not happen in the visitor's own.
        return message(visit, "nothing-done", status=409)
    return None


def _session(visit: Visit) -> str | None:
    """The session of the page that the form was on: of an imitation, even where it has ended."""
    if visit.imitation_ended:
        return visit.request.cookies[visit.shop.cookies.imitation]
    return visit.token
