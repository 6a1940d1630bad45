"""A shop of one page that uses the kit: `uvicorn shop:app`."""

import os
from pathlib import Path

from landing import banner, imitation
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse
from starlette.routing import Route

CUSTOMERS = dict(pair.split("=") for pair in os.environ["SHOP_CUSTOMERS"].split(","))
PAGE = """<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">
<body>{banner}<main><h1>{heading}</h1>
<form method="post" action="/note"><button>Leave a note</button>
</form><p>{notes} notes</p></main>"""
notes = {}  # by customer number


async def account(request):
    """The page of the customer whose session it is."""
    imitated = request.state.imitation
    number = imitated["context"]["customer"]["customerNumber"] if imitated else None
    heading = f"Account of {CUSTOMERS[number]}" if number else "Please log in"
    page = PAGE.format(banner=banner(request), heading=heading, notes=notes.get(number, 0))
    return HTMLResponse(page)


async def note(request):
    """A change in the customer's name."""
    number = request.state.imitation["context"]["customer"]["customerNumber"]
    notes[number] = notes.get(number, 0) + 1
    return RedirectResponse("/account", 303)


async def script(_request):
    return FileResponse(Path(__file__).with_name("banner.js"))


app = Starlette(
    routes=[
        Route("/account", account),
        Route("/note", note, methods=["POST"]),
        Route("/imitation/banner.js", script),
    ],
    middleware=[Middleware(BaseHTTPMiddleware, dispatch=imitation)],
)
app.state.knows = CUSTOMERS.__contains__
