"""Lets users of imitate's admin act as a customer of this shop, and shows it on every page."""

import json
import secrets
from pathlib import Path
from urllib.request import Request, urlopen

from django.conf import settings
from django.contrib import auth
from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.utils.html import format_html

FILES = Path(__file__).parent
OPERATIONS, BANNER = ((FILES / name).read_text() for name in ("landing.graphql", "banner.html"))
ADMIN_ORIGIN = "/".join(settings.IMITATE_URL.split("/")[:3])


def imitation(get_response):
    """The middleware, after AuthenticationMiddleware: the shop answers what `answer` does not."""

    def middleware(request):
        session = request.session.get("imitation")
        try:
            response = answer(request, session) or get_response(request)
        except (OSError, ValueError):  # no connection, or no JSON
            response = HttpResponse("The administration does not answer. Try again.", status=503)
        if session:
            response["cache-control"] = "no-store"
        return response

    return middleware


def answer(request, session):
    """What the browser gets instead of a page of the shop; None lets the shop answer."""
    if request.path == "/account/login/imitate-customer":
        return land(request, session or {"token": ""})
    if session is None:
        return None
    if request.path == "/imitation/end":
        return end(request, session)
    data = ask(request, "Look" if request.path == "/imitation/state" else "Visit", session["token"])
    if data is None or not data["context"]["imitated"]:
        auth.logout(request)
        back = f'<a href="{session["card"]}">Back</a>'
        return HttpResponse(f"The imitation has ended. {back}", status=403)
    request.imitation = context = data["context"] | {"csrf": session["csrf"]}
    if request.path == "/imitation/state":
        return HttpResponse(context["imitation"]["idleExpiresAt"])
    if context["imitation"]["access"] == "READ_ONLY" and request.method not in {"GET", "HEAD"}:
        return HttpResponse("This imitation may only look. Nothing was changed.", status=403)
    return None


def land(request, earlier):
    """Redeem the token of the admin's form, and log the customer in under a new session key."""
    if request.method != "POST" or request.headers.get("origin") != ADMIN_ORIGIN:
        return HttpResponse("Only a form of the administration leads here.", status=403)
    data = ask(request, "Redeem", earlier["token"], request.POST.dict())
    if data is None:
        return HttpResponse("This login is not valid any more. Begin again.", status=400)
    token, context = data["imitateCustomerLogin"].values()
    users = auth.get_user_model().objects.filter(is_active=True, is_staff=False)
    user = users.filter(username=context["customer"]["customerNumber"]).first()
    if user is None:  # or one who may enter Django's own admin
        ask(request, "End", token)
        return HttpResponse("This shop does not know the customer.", status=404)
    request.session.flush()
    # Not by auth.login(): its signal would write the customer's last login.
    request.session[auth.SESSION_KEY] = str(user.pk)
    request.session[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    request.session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
    card = f"{settings.IMITATE_URL}/admin/customers/{context['customer']['id']}"
    request.session["imitation"] = {"token": token, "card": card, "csrf": secrets.token_urlsafe()}
    rotate_token(request)  # what the visitor knew before is worth nothing in this session
    return HttpResponseRedirect("/account", status=303, headers={"cache-control": "no-store"})


def end(request, session):
    """End the imitation here and at imitate, and go back to the customer's card."""
    if not secrets.compare_digest(request.POST.get("csrf", "").encode(), session["csrf"].encode()):
        return HttpResponse("Only the button in the banner leads here.", status=403)
    auth.logout(request)
    ask(request, "End", session["token"])
    return HttpResponseRedirect(session["card"], status=303)


def ask(request, operation, token, variables=None):
    """The data of imitate's answer, None for a refusal; raises OSError if there is none."""
    headers = {"content-type": "application/json", "sw-access-key": settings.IMITATE_ACCESS_KEY}
    # The browser's address counts once imitate trusts this server (TRUSTED_PROXIES).
    headers |= {"sw-context-token": token, "x-forwarded-for": request.META["REMOTE_ADDR"]}
    body = {"query": OPERATIONS, "operationName": operation, "variables": variables or {}}
    asked = Request(f"{settings.IMITATE_URL}/graphql", json.dumps(body).encode(), headers)
    return json.load(urlopen(asked, timeout=3)).get("data")


def banner(request):
    """HTML to put first into the body of every page; empty while nobody imitates."""
    if not (who := getattr(request, "imitation", None)):
        return ""
    names = [f"{who[k]['firstName']} {who[k]['lastName']}" for k in ("imitatingUser", "customer")]
    values = (who["imitation"]["access"], who["imitation"]["idleExpiresAt"], who["csrf"])
    return format_html(BANNER, *names, *values)
