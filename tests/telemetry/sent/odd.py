"""Requests with a secret in every place that a request has; most of them are refused."""

import json
from collections.abc import Iterator
from typing import Any

from db.demo import shop
from tests.support.clients import document
from tests.telemetry.canaries import Canaries

HOST = "127.0.0.1:8000"
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
KEY = {"sw-access-key": shop.access_key("Storefront")}
OWN_PAGE = {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}
LANDING = "/account/login/imitate-customer"
LOGIN = 'mutation { userLogin(username: "alice", password: "%s") { accessToken } }'
Request = dict[str, Any]  # what httpx.Client.request takes


def everywhere(canaries: Canaries) -> Iterator[Request]:
    """All requests."""
    yield from documents(canaries)
    yield from variables(canaries)
    yield from bodies(canaries)
    yield from heads(canaries)
    yield from addresses(canaries)
    yield from forms(canaries)


def documents(canaries: Canaries) -> Iterator[Request]:
    """Documents: valid ones, invalid ones, too large ones, and none."""
    texts = {
        "literal": LOGIN,
        "before a syntax error": LOGIN + " }",
        "in an open string": 'mutation { userLogin(username: "alice", password: "%s) { x } }',
        "in an invalid document": LOGIN.replace("accessToken", "nope"),
        "in a wrong type": 'mutation { userLogin(username: 1, password: ["%s"]) { accessToken } }',
        "in a block string": LOGIN.replace('"%s"', '"""%s"""'),
        "in a comment": "# %s\n{ __typename }",
        "as an alias": "{ %s: __typename }",
        "as an argument": "{ context(%s: 1) { token } }",
        "as a field": "{ %s }",
        "as a type": "query ($a: %s) { __typename }",
        "as a fragment": "{ ...%s }",
        "as a directive": "{ __typename @%s }",
        "as an enum value": "mutation { userLogin(username: %s, password: X) { accessToken } }",
        "as a variable": "{ __typename @include(if: $%s) }",
        "as an undeclared operation": "%s { __typename }",
        "in a deep document": "{ a" * 300 + " %s " + "}" * 300,
        "among too many tokens": "{ " + "a " * 2000 + "%s }",
        "in a subscription": "subscription { %s }",
        "with control characters": LOGIN.replace("%s", "\\u0000%s\\u001b[31m"),
    }
    for place, text in texts.items():
        yield graphql(text % canaries.new(f"document, {place}"))
    for place, name in {
        "too long": "A" * 64 + "%s",
        "CR and LF": 'A\r\n{"event":"graphql.request","operation":"%s"}',
        "ANSI": "\x1b[31m%s\x1b[0m",
        "a dash": "a-%s",
    }.items():
        yield graphql("{ __typename }", operationName=name % canaries.new(f"name, {place}"))
    long = canaries.new("name of an operation, too long")
    yield graphql(f"query {'A' * 64}{long} {{ __typename }}")


def variables(canaries: Canaries) -> Iterator[Request]:
    """Variables of a login, right and wrong."""
    values: dict[str, Any] = {
        "a wrong password": "%s",
        "an object": {"%s": 1},
        "a list": [["%s"]],
        "control characters": "\x00\x1b[31m%s\r\n",
        "a lone surrogate": "\ud800%s",
    }
    for place, value in values.items():
        secret = canaries.new(f"variable, {place}")
        yield graphql(
            document("admin/user-login"),
            variables={"username": "alice", "password": filled(value, secret)},
        )
    extra = {
        "username": "alice",
        canaries.new("variable, its name"): canaries.new("variable, extra"),
    }
    yield graphql(document("admin/user-login"), variables=extra)
    who = {"username": canaries.new("variable, a name"), "password": "wrong password"}
    yield graphql(document("admin/user-login"), variables=who)
    coded = {"username": "alice", "password": "wrong password"}
    coded["code"] = canaries.new("variable, a code")
    yield graphql(document("admin/user-login"), variables=coded)
    passkey = {"credential": canaries.new("variable, a passkey")}
    yield graphql(document("admin/finish-passkey-login"), variables=passkey)
    redeemed = {"token": f"imi_{canaries.new('variable, a token')}"}
    yield graphql(document("storefront/imitate-customer-login"), variables=redeemed)
    yield graphql("{ __typename }", extensions={"x": canaries.new("extensions")})
    hashed = {"persistedQuery": {"sha256Hash": canaries.new("persisted query")}}
    yield post(b"", json={"extensions": hashed})


def bodies(canaries: Canaries) -> Iterator[Request]:
    """Bodies that are not requests of GraphQL."""
    raw = {
        "not JSON": b'{"query": "%s"',
        "bad UTF-8": b'{"query": "%s\xff"}',
        "NaN": b'{"query": NaN, "%s": 1}',
        "a key twice": b'{"%s": 1, "%s": 1}',
        "an array": b'[{"query": "%s"}]',
        "a string": b'"%s"',
        "too deep": b"[" * 20_000 + b'"%s"',
        "too large": b"%s" + b" " * 300_000,
        "variables that are none": b'{"query": "{ __typename }", "variables": "%s"}',
    }
    for place, body in raw.items():
        yield post(body.replace(b"%s", canaries.new(f"body, {place}").encode()))
    for kind in ("text/plain", "multipart/form-data; boundary=x", FORM["content-type"]):
        yield post(canaries.new(f"body, {kind}").encode(), {"content-type": kind})
    yield post(b"{}", {"content-type": f"application/{canaries.new('content type')}"})
    yield post(b"{}", {**JSON, "content-encoding": canaries.new("content encoding")})


def heads(canaries: Canaries) -> Iterator[Request]:
    """Headers, known and unknown."""
    for name, value in {
        "authorization": "Bearer %s",
        "Authorization": "Basic %s",
        "proxy-authorization": "Bearer %s",
        "cookie": "imitate-admin=%s; imitate-context-00000000=%s",
        "sw-context-token": "%s",
        "sw-access-key": "%s",
        "sw-language-id": "%s",
        "x-forwarded-for": "%s, 127.0.0.1",
        "x-forwarded-proto": "%s",
        "x-request-id": "%s",
        "x-made-up": "%s",
        "referer": "http://127.0.0.1:8000/?token=%s",
        "origin": "http://%s.example",
        "accept": "text/%s",
        "accept-language": "%s",
        "traceparent": "00-%s-b7ad6b7169203331-01",
        "tracestate": "%s=1",
        "baggage": "user=%s",
        "host": "%s.example",
        "upgrade": "%s",
    }.items():
        secret = canaries.new(f"header {name}")
        yield graphql("{ context { token } }", {**KEY, name: value.replace("%s", secret)})
    yield graphql("{ __typename }", {"x-large": canaries.new("header, too large") + "a" * 20_000})
    many = {f"x-{number}": canaries.new(f"header {number} of many") for number in range(120)}
    yield graphql("{ __typename }", many)
    wrong = {"authorization": f"Bearer {canaries.new('a scrape')}"}
    yield {"method": "GET", "url": "/metrics", "headers": wrong}


def addresses(canaries: Canaries) -> Iterator[Request]:
    """Methods, paths and query strings."""
    yield {"method": canaries.new("method").upper(), "url": "/graphql"}
    yield {"method": "PUT", "url": f"/graphql?{canaries.new('query string of a PUT')}"}
    asked = {"query": f'{{ a: __type(name: "{canaries.new("query by GET")}") {{ name }} }}'}
    yield {"method": "GET", "url": "/graphql", "params": asked}
    login = {"query": LOGIN % canaries.new("mutation by GET")}
    yield {"method": "GET", "url": "/graphql", "params": login}
    yield {"method": "GET", "url": f"/graphql?{'a' * 9000}{canaries.new('query string, too long')}"}
    for path in (
        "/", "/account/", "/account/login/", "/graphql/", "/admin/", "/admin/assets/",
        "/storefront-static/", "/health/", "/metrics/", "/de/", "/%0d%0a", "/..%2f",
    ):  # fmt: skip
        secret = canaries.new(f"path {path}")
        query = f"token={canaries.new(f'query string of {path}')}"
        yield {"method": "GET", "url": f"{path}{secret}?{query}"}
    for path in ("/", "/account/login", "/admin", "/metrics", "/health/ready", "/graphql"):
        query = f"token={canaries.new(f'query string of {path}, alone')}"
        yield {"method": "GET", "url": f"{path}?{query}", "headers": {"accept": "text/html"}}


def forms(canaries: Canaries) -> Iterator[Request]:
    """The storefront's forms, from its own pages and from others."""
    headers: dict[str, str]
    for headers in (OWN_PAGE, {"origin": "http://evil.example"}, {}):
        for path in ("/account/login", LANDING, "/account/password"):
            place = f"form {path} from {headers.get('origin')}"
            data = {
                name: canaries.new(f"{place}, {name}")
                for name in ("email", "password", "token", "customerId", "userId", "csrf", "then")
            }
            yield {"method": "POST", "url": path, "headers": headers, "data": data}
    for place, body in {
        "too large": "a" * 20_000,
        "bad UTF-8": "token=%ff",
        "twice": "a=1&a=",
    }.items():
        sent = f"{body}{canaries.new(f'form, {place}')}"
        headers = {**OWN_PAGE, **FORM}
        yield {"method": "POST", "url": "/account/login", "headers": headers, "content": sent}


def graphql(query: str, headers: dict[str, str] | None = None, **members: Any) -> Request:
    """An operation as clients send it."""
    body = json.dumps({"query": query, **members}).encode()  # httpx refuses lone surrogates
    return post(body, {**JSON, **(headers or {})})


def post(body: bytes, headers: dict[str, str] | None = None, **others: Any) -> Request:
    """A POST of any body to the API."""
    sent = others or {"content": body}
    return {"method": "POST", "url": "/graphql", "headers": headers or JSON, **sent}


def filled(value: Any, secret: str) -> Any:
    """The value with the secret in place of `%s`."""
    if isinstance(value, dict):
        return {filled(key, secret): filled(inner, secret) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, secret) for inner in value]
    return value.replace("%s", secret) if isinstance(value, str) else value
