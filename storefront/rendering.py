"""Renders a page from a template and the visit, and gives it its headers."""

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse, Response

from storefront.cookies import forget_imitation, way_back
from storefront.form_check import FIELD, token_of
from storefront.headers import page_headers
from storefront.static_files import address_of
from storefront.texts import Texts, texts_for
from storefront.visit import Visit


def apart(text: str) -> Markup:
    """What people have written, which cannot turn the text around it round (`<bdi>`)."""
    return Markup("<bdi>{}</bdi>").format(text)


TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
TEMPLATES.globals["static"] = address_of
TEMPLATES.globals["csrf_field"] = FIELD
TEMPLATES.filters["apart"] = apart


def page(visit: Visit, template: str, *, status: int = 200, **values: object) -> Response:
    """A page of the shop. After an imitation has ended it says so once and deletes its cookie."""
    token = token_of(visit)
    card = way_back(visit)
    text = TEMPLATES.get_template(template).render(
        visit=visit, t=visit.texts, csrf_token=token, notice=_notice(visit), card=card, **values
    )
    scripted = visit.imitated
    targets = "{0.scheme}://{0.netloc}".format(urlsplit(card or visit.shop.url))
    headers = page_headers(scripted=scripted, form_targets=targets)
    response = HTMLResponse(text, status_code=status, headers=headers)
    if visit.imitation_ended and _is_document(visit.request.headers):
        forget_imitation(visit, response)
    return response


def message(visit: Visit, key: str, *, status: int, request_id: str | None = None) -> Response:
    """A page with only a message: what happened, and what the visitor can do."""
    return page(visit, "message.html", status=status, key=key, request_id=request_id)


def redirect(visit: Visit, path: str, *, notice: str | None = None) -> Response:
    """Redirect to another page of the shop, by GET; `notice` is the key of the text it shows."""
    query = f"?notice={notice}" if notice else ""
    return _see_other(visit.url(path) + query)


def redirect_to_admin(url: str) -> Response:
    """Redirect out of the shop, by GET."""
    return _see_other(url)


def page_without_shop(
    headers: Headers, key: str, *, status: int, may_imitate: bool = False
) -> Response:
    """A page outside of every shop, or while the shop cannot be looked up.

    `may_imitate`: the visitor may be imitating, which cannot be looked up at the moment.
    """
    texts: Texts = texts_for(headers.get("accept-language", ""))
    template = TEMPLATES.get_template("page_without_shop.html")
    text = template.render(t=texts, key=key, may_imitate=may_imitate)
    return HTMLResponse(text, status_code=status, headers=page_headers(scripted=False))


def _see_other(url: str) -> Response:
    headers = {"cache-control": "no-store", "referrer-policy": "same-origin"}
    return RedirectResponse(url, status_code=303, headers=headers)


def _notice(visit: Visit) -> str | None:
    """The key of the text about what the page before has done; unknown keys are ignored."""
    key = f"notice.{visit.request.query_params.get('notice', '')}"
    return key if key in visit.texts.words else None


def _is_document(headers: Headers) -> bool:
    """False for pictures and scripts: the message must not be lost in an answer nobody sees."""
    return headers.get("sec-fetch-dest", "document") == "document"
