"""A shop of one page that uses the kit."""

from pathlib import Path

from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import path
from landing import banner

PAGE = """<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">
<body>{banner}<main><h1>{heading}</h1>
<form method="post" action="/note"><button>Leave a note</button>
<input type="hidden" name="csrfmiddlewaretoken" value="{csrf}"></form><p>{notes} notes</p></main>"""
notes = {}  # by customer number


def account(request):
    """The page of the customer whose session it is."""
    user, count = request.user, notes.get(request.user.get_username(), 0)
    heading = f"Account of {user.first_name}" if user.is_authenticated else "Please log in"
    values = {"banner": banner(request), "csrf": get_token(request), "notes": count}
    return HttpResponse(PAGE.format(heading=heading, **values))


def note(request):
    """A change in the customer's name."""
    notes[request.user.username] = notes.get(request.user.username, 0) + 1
    return HttpResponseRedirect("/account", status=303)


def script(_request):
    text = Path(__file__).with_name("banner.js").read_text(encoding="utf-8")
    return HttpResponse(text, content_type="text/javascript")


urlpatterns = [path("account", account), path("note", note), path("imitation/banner.js", script)]
