"""Reads an HTTP request's credentials from headers and cookies; nothing is verified here."""

import hashlib

from starlette.requests import Request

from auth.sign_in.origins import is_own, origin_of
from resolvers.application import RequestFacts
from server.endpoint.bearer import bearer
from server.settings.settings import Settings
from server.transport.header_names import ACCESS_KEY, CONTEXT_TOKEN


def admin_cookie(settings: Settings) -> str:
    """The name of the cookie that holds a user's access token."""
    return "__Host-imitate-admin" if settings.is_https else "imitate-admin"


def context_cookies(settings: Settings, access_key: str) -> tuple[str, str]:
    """The names of the cookies of the context tokens: an imitation's, and the visitor's own.

    Each sales channel has its own names: several channels may share a host, and `__Host-` cookies
    cannot be limited to a path.
    """
    prefix = "__Host-" if settings.is_https else ""
    channel = hashlib.sha256(access_key.encode()).hexdigest()[:8]
    return f"{prefix}imitate-imitation-{channel}", f"{prefix}imitate-context-{channel}"


def gather(request: Request, settings: Settings, request_id: str) -> RequestFacts:
    """The facts for the use cases; a cookie counts only from a page of the same origin."""
    headers = request.headers
    origin, fetch_site = headers.get("origin"), headers.get("sec-fetch-site")
    own_page = is_own(origin=origin, fetch_site=fetch_site, own_origins=settings.own_origins)
    same_origin = is_own(origin=origin, fetch_site=fetch_site, own_origins={_own_origin(request)})
    return RequestFacts(
        access_key=headers.get(ACCESS_KEY),
        context_token=headers.get(CONTEXT_TOKEN)
        or (_context_cookie(request, settings) if same_origin else None),
        access_token=bearer(headers.get("authorization", ""))
        or (request.cookies.get(admin_cookie(settings)) if own_page else None),
        remote_address=request.client.host if request.client else None,
        user_agent=headers.get("user-agent"),
        request_id=request_id,
        own_page=own_page,
    )


def _context_cookie(request: Request, settings: Settings) -> str | None:
    names = context_cookies(settings, request.headers.get(ACCESS_KEY, ""))
    sent = (request.cookies.get(name) for name in names)
    return next((token for token in sent if token), None)


def _own_origin(request: Request) -> str:
    return origin_of(str(request.base_url))
