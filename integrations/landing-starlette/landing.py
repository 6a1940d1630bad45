"""Lets users of imitate's admin act as a customer of this shop, and shows it on every page."""

import os
import secrets
from html import escape
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse

IMITATE, ACCESS_KEY = os.environ["IMITATE_URL"], os.environ["IMITATE_ACCESS_KEY"]
ADMIN_ORIGIN = "/".join(IMITATE.split("/")[:3])
COOKIE = os.environ.get("IMITATION_COOKIE", "__Host-imitation")  # another name without https
FILES = Path(__file__).parent
OPERATIONS, BANNER = ((FILES / name).read_text() for name in ("landing.graphql", "banner.html"))
sessions = {}  # by the value of the cookie; several processes need a store that they share
client = httpx.AsyncClient(base_url=IMITATE, headers={"sw-access-key": ACCESS_KEY}, timeout=3)


async def imitation(request, call_next):
    """The middleware: the shop answers what is neither answered nor refused here."""
    session = request.state.imitation = sessions.get(request.cookies.get(COOKIE))
    try:
        response = await answer(request, request.url.path, session)
    except (httpx.HTTPError, ValueError):  # no connection, or no JSON
        response = HTMLResponse("The administration does not answer. Try again.", 503)
    response = response or await call_next(request)
    response.headers.update({"cache-control": "no-store"} if session else {})
    return response


async def answer(request, path, session):
    """What the browser gets instead of a page of the shop; None lets the shop answer."""
    if path == "/account/login/imitate-customer":
        return await land(request, session or {"token": ""})
    if session is None:
        return None
    if path == "/imitation/end":
        return await end(request, session)
    data = await ask(request, "Look" if path == "/imitation/state" else "Visit", session["token"])
    session["context"] = context = data["context"] if data else {"imitated": False}
    if not context["imitated"]:
        sessions.pop(request.cookies[COOKIE], None)  # unless a request beside this one did
        return HTMLResponse(f'The imitation has ended. <a href="{session["card"]}">Back</a>', 403)
    if path == "/imitation/state":
        return PlainTextResponse(context["imitation"]["idleExpiresAt"])
    if context["imitation"]["access"] == "READ_ONLY" and request.method not in {"GET", "HEAD"}:
        return HTMLResponse("This imitation may only look. Nothing was changed.", 403)
    return None


async def land(request, earlier):
    """Redeem the token of the admin's form, and open a session under a new cookie."""
    if request.method != "POST" or request.headers.get("origin") != ADMIN_ORIGIN:
        return HTMLResponse("Only a form of the administration leads here.", 403)
    data = await ask(request, "Redeem", earlier["token"], await form_of(request))
    if data is None:
        return HTMLResponse("This login is not valid any more. Begin again in the admin.", 400)
    token, context = data["imitateCustomerLogin"].values()
    if not request.app.state.knows(context["customer"]["customerNumber"]):
        await ask(request, "End", token)
        return HTMLResponse("This shop does not know the customer.", 404)
    for gone in (request.cookies.get(COOKIE), *list(sessions)[:-999]):  # the oldest make room
        sessions.pop(gone, None)
    card = f"{IMITATE}/admin/customers/{context['customer']['id']}"
    session = {"token": token, "context": context, "card": card, "csrf": secrets.token_urlsafe()}
    sessions[value := secrets.token_urlsafe()] = session
    response = RedirectResponse("/account", 303, {"cache-control": "no-store"})
    response.set_cookie(COOKIE, value, httponly=True, samesite="lax", secure="__Host-" in COOKIE)
    return response


async def end(request, session):
    """End the imitation here and at imitate, and go back to the customer's card."""
    sent = (await form_of(request)).get("csrf", "")
    if not secrets.compare_digest(sent.encode(), session["csrf"].encode()):
        return HTMLResponse("Only the button in the banner leads here.", 403)
    sessions.pop(request.cookies[COOKIE], None)
    await ask(request, "End", session["token"])
    return RedirectResponse(session["card"], 303)


async def form_of(request):
    """The fields of a short form, and none of a longer one."""
    short = int(request.headers.get("content-length", 9999)) < 4096
    return dict(parse_qsl((await request.body()).decode("latin-1"))) if short else {}


async def ask(request, operation, token, variables=None):
    """The data of imitate's answer, None for a refusal; raises HTTPError if there is none."""
    # The browser's address counts once imitate trusts this server (TRUSTED_PROXIES). Unless uvicorn
    # believes the proxy (--forwarded-allow-ips), a client at a Unix socket has none.
    headers = {"sw-context-token": token, "x-forwarded-for": getattr(request.client, "host", "")}
    body = {"query": OPERATIONS, "operationName": operation, "variables": variables}
    response = await client.post("/graphql", json=body, headers=headers)
    return response.raise_for_status().json().get("data")


def banner(request):
    """HTML to put first into the body of every page; empty while nobody imitates."""
    if request.state.imitation is None:
        return ""
    who, csrf = request.state.imitation["context"], request.state.imitation["csrf"]
    names = [f"{who[k]['firstName']} {who[k]['lastName']}" for k in ("imitatingUser", "customer")]
    return BANNER.format(*map(escape, (*names, *who["imitation"].values(), csrf)))
