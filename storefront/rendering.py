"""How does a page come to be? A template, the visit, and the headers that keep it to itself."""

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse, Response

from storefront.cookies import forget_imitation, way_back
from storefront.csrf import FIELD
from storefront.headers import page_headers
from storefront.static_files import address_of
from storefront.texts import Texts, texts_for
from storefront.visit import Visit

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


def page(visit: Visit, template: str, *, status: int = 200, **values: object) -> Response:
    """A page of the shop. It says once that an imitation has ended, and forgets its cookie."""
    text = TEMPLATES.get_template(template).render(
        visit=visit, t=visit.texts, notice=_notice(visit), **values
    )
    scripted = visit.imitated
    targets = "{0.scheme}://{0.netloc}".format(urlsplit(way_back(visit) or visit.shop.url))
    headers = page_headers(scripted=scripted, form_targets=targets)
    response = HTMLResponse(text, status_code=status, headers=headers)
    if visit.imitation_ended and _is_read_by_a_person(visit.request.headers):
        forget_imitation(visit, response)
    return response


def message(visit: Visit, key: str, *, status: int, request_id: str | None = None) -> Response:
    """A page with nothing but a message: what happened, and what can be done."""
    return page(visit, "message.html", status=status, key=key, request_id=request_id)


def redirect(visit: Visit, path: str, *, notice: str | None = None) -> Response:
    """On to another page of the shop, by GET; `notice` is what it will say."""
    query = f"?notice={notice}" if notice else ""
    return _see_other(visit.url(path) + query)


def redirect_to_admin(url: str) -> Response:
    """Out of the shop, by GET."""
    return _see_other(url)


def stray(headers: Headers, key: str, *, status: int, acting: bool = False) -> Response:
    """A page without a shop. `acting`: there may be an imitation that cannot be looked up now."""
    texts: Texts = texts_for(headers.get("accept-language", ""))
    text = TEMPLATES.get_template("stray.html").render(t=texts, key=key, acting=acting)
    return HTMLResponse(text, status_code=status, headers=page_headers(scripted=False))


def _see_other(url: str) -> Response:
    headers = {"cache-control": "no-store", "referrer-policy": "same-origin"}
    return RedirectResponse(url, status_code=303, headers=headers)


def _notice(visit: Visit) -> str | None:
    """What the page before has done, where its redirect says something that we know."""
    key = f"notice.{visit.request.query_params.get('notice', '')}"
    return key if key in visit.texts.words else None


def _is_read_by_a_person(headers: Headers) -> bool:
    """Not a picture, a prefetch or a script's request, which would swallow the message."""
    return headers.get("sec-fetch-dest", "document") == "document"
