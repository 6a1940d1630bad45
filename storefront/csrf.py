"""Did one of our own pages send this form? The browser says so, and so does a token in the form.

The token is bound to the session, so it changes with every login and logout. Before a login there
is no session to bind it to; then the browser's word decides.
"""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Final

FIELD: Final = "csrf"
_PURPOSE: Final = b"storefront form\0"  # the same secret signs other things elsewhere


def token_of(session: str | None, *, secret: bytes) -> str:
    """The token for forms in this session; `session` is its context token, None while anonymous."""
    session_hash = hashlib.sha256((session or "").encode()).digest()
    return hmac.new(secret, _PURPOSE + session_hash, hashlib.sha256).hexdigest()


def is_genuine(sent: str, session: str | None, *, secrets: Sequence[bytes]) -> bool:
    """Whether the token was made for this session with one of our secrets."""
    known = (token_of(session, secret=secret) for secret in secrets)
    return any(hmac.compare_digest(sent.encode(), token.encode()) for token in known)


def is_same_origin(*, origin: str | None, fetch_site: str | None, own_origin: str) -> bool:
    """Whether the browser says that a page of `own_origin` sent the request.

    A page with `Referrer-Policy: no-referrer` sends `Origin: null`; then Sec-Fetch-Site decides.
    """
    if fetch_site not in {None, "same-origin"}:
        return False
    if origin in {None, "null"}:
        return fetch_site == "same-origin"
    return origin == own_origin
