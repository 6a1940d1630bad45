"""Accepts a form only from a page of this shop that was made for the session that sends it.

Two checks, because each covers a gap of the other: the browser names the page's origin, and a
hidden field holds a token that is bound to the customer's session. The token changes with every
login and logout; before a login it is the same for every visitor, with a cart or without, and the
origin alone decides.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from storefront import forms
from storefront.forms import Unreadable
from storefront.visit import Visit

FIELD: Final = "csrf"
_PURPOSE: Final = b"storefront form\0"  # the same secret signs other things elsewhere


@dataclass(frozen=True, slots=True)
class FormRefusal:
    """The key of the message that the visitor reads, and the status of the answer."""

    message: str
    status: int


async def read_form(visit: Visit) -> FormRefusal | None:
    """Read the form into `visit.form`; None means that it is accepted."""
    if not visit.host.is_own_page(visit.shop, visit.request.headers):
        return FormRefusal("foreign-form", 403)
    try:
        visit.form = await forms.read(visit.request)
    except Unreadable as unreadable:
        return FormRefusal("unreadable", unreadable.status)
    sent = visit.form.get(FIELD, "")
    if not is_genuine(sent, _session(visit), secrets=visit.host.secrets):
        return FormRefusal("stale-form", 403)
    return None


def token_of(visit: Visit) -> str:
    """The token for the forms of a page."""
    return token_for(_logged_in(visit), secret=visit.host.secrets[0])


def token_for(session: str | None, *, secret: bytes) -> str:
    """The token for forms in this session; `session` is its context token, None while anonymous."""
    session_hash = hashlib.sha256((session or "").encode()).digest()
    return hmac.new(secret, _PURPOSE + session_hash, hashlib.sha256).hexdigest()


def is_genuine(sent: str, session: str | None, *, secrets: Sequence[bytes]) -> bool:
    """Whether the token was made for this session with one of the secrets."""
    known = (token_for(session, secret=secret) for secret in secrets)
    return any(hmac.compare_digest(sent.encode(), token.encode()) for token in known)


def _session(visit: Visit) -> str | None:
    """The session of the page with the form; if its imitation has ended, that imitation's."""
    if visit.imitation_ended:
        return visit.request.cookies[visit.shop.cookies.imitation]
    return _logged_in(visit)


def _logged_in(visit: Visit) -> str | None:
    """The session of a customer; a guest's begins with their first product, in any of the tabs."""
    return None if visit.customer is None else visit.token
