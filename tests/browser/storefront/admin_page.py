"""A page in place of the admin: it sends the same form under the same policies."""

import html
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route


@dataclass
class Form:
    """The fields of the page's form and its target."""

    form: dict[str, str] = field(default_factory=dict, kw_only=True)
    action: str = field(default="", kw_only=True)


def admin_page(form: Form, shop: str) -> Starlette:
    """Every customer's card; `shop` is the origin that forms may go to."""
    headers = {
        "referrer-policy": "strict-origin-when-cross-origin",
        "content-security-policy": f"default-src 'none'; img-src data:; form-action {shop}",
    }

    async def card(_request: Request) -> Response:
        return HTMLResponse(_source(form), headers=headers)

    return Starlette(routes=[Route("/admin/customers/{id}", card)])


def _source(form: Form) -> str:
    fields = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
        for name, value in form.form.items()
    )
    return (
        '<!doctype html><html lang="en"><title>Card</title><link rel="icon" href="data:,">'
        f'<h1>Customer card</h1><form method="post" action="{form.action}" target="_blank" '
        f'rel="noopener">{fields}<button>Log in as customer</button></form>'
    )
