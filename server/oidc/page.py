"""The page for a sign-in that failed: what to do, and the number of the request for the log.

It has no script, and never shows what the provider or the browser has sent.
"""

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from typing import Final, NamedTuple

from starlette.responses import HTMLResponse, Response

from auth.sign_in.oidc.refusals import Advice
from auth.sign_in.oidc.requests import ADMIN

STYLE: Final = (
    ":root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}"
    ":root{background:Canvas;color:CanvasText}"
    "main{max-width:34rem;margin:15vh auto 0;padding:0 1.25rem}h1{font-size:1.5rem}"
    "a{color:light-dark(#0b57d0,#a8c7fa)}small{color:light-dark(#5a5a5a,#b5b5b5)}"
)
_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


class _Texts(NamedTuple):
    language: str
    title: str
    back: str
    request: str
    advice: Mapping[Advice, str]


_ENGLISH: Final = _Texts(
    "en",
    "You are not signed in",
    "Back to the sign-in page",
    "Number of this request for your administrator:",
    {
        Advice.START_AGAIN: "The sign-in was cancelled, took too long, or was opened in another "
        "browser. Start again.",
        Advice.TRY_LATER: "Your sign-in provider does not answer. Try again in a few minutes.",
        Advice.ASK_ADMINISTRATOR: "Your account at the provider cannot be used here. Ask your "
        "administrator for access.",
        Advice.NAME_TAKEN: "Another account here has your username or e-mail address already. Ask "
        "your administrator to give that account another one, then sign in again.",
        Advice.TELL_OPERATOR: "The answer of your sign-in provider could not be verified. Tell "
        "your administrator.",
        Advice.TOO_MANY: "There were too many attempts from your network. Try again in a few "
        "minutes.",
    },
)
_GERMAN: Final = _Texts(
    "de",
    "Du bist nicht angemeldet",
    "Zurück zur Anmeldung",
    "Nummer dieser Anfrage für Deine Administration:",
    {
        Advice.START_AGAIN: "Die Anmeldung wurde abgebrochen, dauerte zu lange oder wurde in einem "
        "anderen Browser geöffnet. Beginne noch einmal.",
        Advice.TRY_LATER: "Dein Anmeldedienst antwortet nicht. Versuche es in einigen Minuten noch "
        "einmal.",
        Advice.ASK_ADMINISTRATOR: "Dein Konto beim Anmeldedienst kann hier nicht verwendet werden. "
        "Bitte Deine Administration um Zugang.",
        Advice.NAME_TAKEN: "Ein anderes Konto hat hier bereits Deinen Benutzernamen oder Deine "
        "E-Mail-Adresse. Bitte Deine Administration, dieses Konto zu ändern, und melde Dich dann "
        "noch einmal an.",
        Advice.TELL_OPERATOR: "Die Antwort Deines Anmeldedienstes konnte nicht geprüft werden. "
        "Melde das Deiner Administration.",
        Advice.TOO_MANY: "Aus Deinem Netz kamen zu viele Versuche. Versuche es in einigen Minuten "
        "noch einmal.",
    },
)
_STATUS: Final[Mapping[Advice, int]] = {
    Advice.TRY_LATER: 503,
    Advice.ASK_ADMINISTRATOR: 403,
    Advice.NAME_TAKEN: 403,
    Advice.TOO_MANY: 429,
}


def page(
    advice: Advice,
    *,
    accept_language: str,
    request_id: str | None,
    retry_after: int | None = None,
) -> Response:
    """The page in German where the browser prefers it, else in English."""
    texts = _GERMAN if accept_language.strip().lower().startswith("de") else _ENGLISH
    headers = {"cache-control": "no-store", "content-security-policy": POLICY}
    if retry_after is not None:
        headers["retry-after"] = str(retry_after)
    number = ""
    if request_id is not None:
        number = f"<p><small>{texts.request} <code>{escape(request_id)}</code></small></p>"
    return HTMLResponse(
        f'<!doctype html><html lang="{texts.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{texts.title}</title><style>{STYLE}</style></head><body><main>"
        f"<h1>{texts.title}</h1><p>{texts.advice[advice]}</p>"
        f'<p><a href="{ADMIN}">{texts.back}</a></p>'
        f"{number}</main></body></html>",
        status_code=_STATUS.get(advice, 400),
        headers=headers,
    )
