"""Sign-ins at a provider and log-outs by it, and requests of both with a secret in every place."""

import time
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from urllib.parse import parse_qs, urlsplit

from tests.sign_in.oidc.provider import CAROL
from tests.telemetry.around import NotedProvider
from tests.telemetry.sent.caller import Caller, Request
from tests.telemetry.sent.oauth import form

ROUTES = "/auth/oidc/corp"
LOGIN, CALLBACK, LOGOUT = (f"{ROUTES}/{name}" for name in ("login", "callback", "logout"))
BACK_CHANNEL = f"{ROUTES}/backchannel-logout"
RETURN = "path to come back to"  # stored with a sign-in that was begun
SAYS_NO = {"error": "invalid_grant"}
NONE: Mapping[str, str] = MappingProxyType({})
PATIENCE = 60  # seconds; a loaded machine takes its time


def at_provider(caller: Caller, provider: NotedProvider) -> None:
    """Sign in and out in every way; the last sign-in stays."""
    new = caller.canaries.new
    assert signed_in(caller, provider)
    token, odd = provider.logout_token(sub=CAROL["sub"]), provider.logout_token(nonce=new("nonce"))
    caller.canaries.issued |= {token, odd}
    answers = [caller.send(form(BACK_CHANNEL, logout_token=sent)) for sent in (token, token, odd)]
    assert [answer.status_code for answer in answers] == [200, 400, 400]
    for status, answer in (
        (400, SAYS_NO | {"error_description": new("why a provider refuses")}),
        (500, {"error": new("a provider's fault")}),
        (200, {"id_token": new("an ID token"), "access_token": new("an access token")}),
        (200, {"id_token": {"x": new("an ID token that is none")}}),
    ):
        provider.answers["/token"] = (status, answer)
        assert not signed_in(caller, provider)
    provider.answers.clear()
    provider.change = lambda claims: {**claims, "nonce": new("another nonce")}
    assert not signed_in(caller, provider)
    provider.change = lambda claims: claims
    assert signed_in(caller, provider, {"user-agent": "another browser"})
    caller.http.cookies.clear()


def begun(caller: Caller, provider: NotedProvider, **sent: str) -> dict[str, str]:
    """What the browser brings back; state, nonce, challenge and code are secrets."""
    location = caller.send(get(LOGIN, sent)).headers["location"]
    brought = provider.authorize(location, CAROL)
    asked = parse_qs(urlsplit(location).query)
    secrets = (*asked["nonce"], *asked["code_challenge"], brought["state"], brought["code"])
    caller.canaries.issued.update(secrets)
    return brought


def signed_in(caller: Caller, provider: NotedProvider, headers: Mapping[str, str] = NONE) -> bool:
    answer = caller.send(get(CALLBACK, begun(caller, provider), headers))
    assert caller.canaries.found_in(answer.content) == set()  # the page shows nothing of it
    return answer.headers.get("location") == "/admin/"  # what fails is led to another page


def providers(caller: Caller, provider: NotedProvider) -> Iterator[Request]:
    """Requests that are refused, but for the one that comes back to a path."""
    new = caller.canaries.new
    yield get(LOGIN, {"return_to": f"/admin/{new(RETURN)}"})
    for path in (LOGIN, LOGOUT):
        yield get(path, {new(f"{path}, a name"): new(f"{path}, a value")})
    for name in ("code", "state", "iss", "error"):
        yield get(CALLBACK, begun(caller, provider) | {name: new(f"callback, {name}")})
    for name in ("error_description", "error_uri", "session_state"):
        no = {"error": "access_denied", name: new(f"callback, {name}")}
        yield get(CALLBACK, begun(caller, provider) | no)
    twice = [*begun(caller, provider).items(), ("code", new("callback, a second code"))]
    yield {"method": "GET", "url": CALLBACK, "params": twice}
    yield {"method": "POST", "url": f"{CALLBACK}?code={new('callback, by POST')}"}
    for path in (LOGIN, CALLBACK, LOGOUT, BACK_CHANNEL):
        yield {"method": "GET", "url": f"{path}/{new(f'{path}, path')}"}
        cookie = {"cookie": f"imitate-oidc={new(f'{path}, cookie')}"}
        yield {"method": "GET", "url": path, "headers": cookie}
    yield form(BACK_CHANNEL, logout_token=new("logout token"))
    yield form(BACK_CHANNEL, logout_token=f"eyJ.{new('logout token of parts')}.x")
    yield form(f"{BACK_CHANNEL}?logout_token={new('logout token in the query')}")


def get(path: str, sent: dict[str, str], headers: Mapping[str, str] = NONE) -> Request:
    own = {"sec-fetch-site": "same-origin", **headers}
    return {"method": "GET", "url": path, "params": sent, "headers": own}


def wait_for_recheck(provider: NotedProvider, known: int) -> None:
    """Until a refresh token came after so many known requests; it is due every few seconds."""
    until = time.monotonic() + PATIENCE
    while "/token" not in provider.asked[known:]:
        assert time.monotonic() < until, "no sign-in was rechecked"
        time.sleep(0.05)
