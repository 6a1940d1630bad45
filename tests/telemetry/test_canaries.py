"""E14, E16, D1, H1 to H4: secrets sent to every place of a request are stored nowhere.

A real server with traces on is asked, brought to faults, scraped and stopped. A new place in which
a client can write something belongs into `odd_requests.py`.
"""

import base64
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import inspect, text

from db.demo import shop
from db.engine.connections import Database
from tests.support.clients import document
from tests.support.engines.kept import SECRET
from tests.support.machines import AUDIENCE
from tests.support.servers import Server, served
from tests.support.shop import PASSWORD
from tests.telemetry.canaries import Canaries
from tests.telemetry.collector import collector
from tests.telemetry.factor_requests import check_factors, of_factors
from tests.telemetry.oauth_requests import oauth, of_integration
from tests.telemetry.odd_requests import (
    HOST,
    KEY,
    LANDING,
    LOGIN,
    OWN_PAGE,
    Request,
    everywhere,
    graphql,
)
from tests.telemetry.shopware_requests import of_user, shopware

MOST = 8192  # bytes of log for one request
SETTINGS: dict[str, Any] = {
    "public_url": f"http://{HOST}",
    "secret": SECRET,
    "metrics_token": "fedcba9876543210fedcba9876543210",
    "audit_read_token": "76543210fedcba9876543210fedcba98",
    "argon2_memory": 8,
    "argon2_time": 1,
    "jwt_audiences": AUDIENCE,
    "rate_address_logins": 0,  # else nearly all requests would be refused unread
    "rate_address_refusals": 0,  # else what is refused would leave no event
}
CONTROL = "SeenWhereItMayBe"
HOOK = "path of a webhook"  # the server has to know it
BROWSER = "header user-agent"  # the audit log stores the user agent


class Caller:
    """Sends requests, and remembers every token that is answered."""

    def __init__(self, http: httpx.Client, canaries: Canaries) -> None:
        self.http = http
        self.canaries = canaries
        http.headers.update({"host": HOST, "user-agent": canaries.new(BROWSER)})

    def send(self, request: Request) -> httpx.Response:
        answer = self.http.request(**request)
        cookies = answer.headers.get("set-cookie", "")
        for said in (answer.text, answer.headers.get("sw-context-token", ""), cookies):
            self.canaries.keep_tokens(said)
        return answer

    def run(self, operation: str, headers: dict[str, str], **variables: object) -> str:
        """Run an operation; the one token that it answers."""
        answer = self.send(graphql(document(operation), headers, variables=variables))
        assert "errors" not in answer.json(), answer.text
        found = re.search(r'"(?:accessToken|token)":"([^"]+)"', answer.text)
        return found[1] if found else ""


async def test_e16_secrets_stay_where_they_were_sent(tmp_path: Path, database_url: str) -> None:
    canaries = Canaries()
    with collector() as traces:
        settings = {**SETTINGS, "database_url": database_url, "traces_url": traces.url}
        with (
            served(tmp_path, **settings) as server,
            server.client() as http,
        ):
            caller = Caller(http, canaries)
            act(caller)
            for request in (*everywhere(canaries), *oauth(canaries), *shopware(canaries)):
                caller.send(request)
            send_what_is_no_http(server, canaries)
            await hurt(caller, database_url)
            metrics = scrape(caller)
            server.stop()
            log = server.log.read_bytes()

    set_here = (SETTINGS[name] for name in ("secret", "metrics_token", "audit_read_token"))
    secrets = (PASSWORD, KEY["sw-access-key"], *set_here)
    for written in (log, traces.everything, metrics):
        assert canaries.found_in(written) == set()
        assert not [secret for secret in secrets if str(secret).encode() in written]
        assert b"SELECT" not in written  # of the fault's own text
    check_what_must_be_there(log, traces.everything, metrics)
    check_lines(log)
    await check_database(database_url, canaries)


def act(caller: Caller) -> None:
    """Requests of alice and bob that succeed; every token and each new password is a secret."""
    new = caller.canaries.new
    alice = caller.run("admin/user-login", {}, username="alice", password=PASSWORD)
    admin = caller.run("admin/user-login", {}, username="admin", password=PASSWORD)
    caller.send(graphql(LOGIN % PASSWORD))
    bob = caller.run("storefront/customer-login", KEY, email="bob@example.com", password=PASSWORD)
    change = {"currentPassword": PASSWORD, "newPassword": new("a password that is set")}
    caller.run("storefront/change-password", {**KEY, "sw-context-token": bob}, **change)
    who = {"customerId": shop.demo_id("customer", "carol")}
    where = {"salesChannelId": shop.demo_id("channel", "Outlet"), "reason": new("reason")}
    generate, bearer = "admin/generate-imitate-customer-token", {"authorization": f"Bearer {alice}"}
    outlet = {"sw-access-key": shop.access_key("Outlet")}
    token = caller.run(generate, bearer, **who, **where)
    session = caller.run("storefront/imitate-customer-login", outlet, token=token)
    caller.run("storefront/context", {**outlet, "sw-context-token": session})
    caller.run("storefront/customer-logout", {**outlet, "sw-context-token": session})
    dave = {"firstName": "D", "lastName": "D", "username": "dora", "email": "dora@example.com"}
    dave["password"] = new("a password of a new user")
    caller.run("admin/create-user", {"authorization": f"Bearer {admin}"}, input=dave)
    who = {name: dave[name] for name in ("username", "password")}
    of_factors(caller.run, caller.canaries, who)
    let_a_machine_ask(caller, {"authorization": f"Bearer {admin}"})
    listen(caller, {"authorization": f"Bearer {admin}"})
    land(caller, bearer)
    of_user(caller.send)


def let_a_machine_ask(caller: Caller, admin: dict[str, str]) -> None:
    """Requests of an integration that succeed."""
    role = {"name": "Introspection", "privileges": ["context:introspect", "user:read"]}
    sent = graphql(document("admin/create-role"), admin, variables={"input": role})
    role_id = caller.send(sent).json()["data"]["createRole"]["id"]
    wanted = {"input": {"label": "Gateway", "roleIds": [role_id]}}
    sent = graphql(document("admin/create-integration"), admin, variables=wanted)
    made = caller.send(sent).json()["data"]["createIntegration"]
    login = {"email": "heidi@example.com", "password": PASSWORD}
    session = caller.run("storefront/customer-login", KEY, **login)
    client_id = made["integration"]["clientId"]
    bearer = of_integration(caller.send, client_id, made["secret"], session)
    caller.run("admin/roles", {"authorization": f"Bearer {bearer}"})


def listen(caller: Caller, bearer: dict[str, str]) -> None:
    """Create a webhook whose host leads nowhere; the server tries to tell it of what follows."""
    url = f"https://crm.invalid/{caller.canaries.new(HOOK)}"
    wanted = {"url": url, "events": ["IMITATION_STARTED", "IMITATION_ENDED"]}
    caller.run("admin/create-webhook", bearer, input=wanted)
    assert [token for token in caller.canaries.issued if token.startswith("whsec_")]


def land(caller: Caller, bearer: dict[str, str]) -> None:
    """Redeem by the admin's form, open pages as the customer, and end the imitation."""
    who = {"customerId": shop.demo_id("customer", "bob")}
    where = {"salesChannelId": shop.demo_id("channel", "Storefront")}
    token = caller.run("admin/generate-imitate-customer-token", bearer, **who, **where)
    form = {**who, "token": token, "userId": shop.demo_id("user", "alice")}
    landed = caller.send({"method": "POST", "url": LANDING, "headers": OWN_PAGE, "data": form})
    assert landed.status_code == 303
    page = caller.send({"method": "GET", "url": "/account"})
    assert "Bob Builder" in page.text
    csrf = re.search(r'name="csrf" value="(\w+)"', page.text)
    assert csrf is not None
    over = {"method": "POST", "url": "/account/logout", "headers": OWN_PAGE}
    assert caller.send({**over, "data": {"csrf": csrf[1]}}).status_code == 303
    caller.send(graphql(f"query {CONTROL} {{ __typename }}"))
    caller.http.cookies.clear()


def send_what_is_no_http(server: Server, canaries: Canaries) -> None:
    """Bytes that are no HTTP request."""
    head = "POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:8000\r\n"
    for place, sent in {
        "garbage": "\x16\x03\x01 %s\r\n\r\n",
        "an odd version": "GET /%s HTTP/9.9\r\n\r\n",
        "a header without a colon": f"{head}%s\r\n\r\n",
        "a header with NUL": f"{head}x: \0%s\r\n\r\n",
        "two lengths": f"{head}content-length: 1\r\ncontent-length: %s\r\n\r\n",
        "an endless line": "GET /%s" + "a" * 40_000,
        "half a body": f"{head}content-length: 900\r\n\r\n%s",
        "half a head": f"{head}x: %s",
        "an upgrade": "GET /%s HTTP/1.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
    }.items():
        with server.connect() as connection:
            connection.sendall(sent.replace("%s", canaries.new(place)).encode())


async def hurt(caller: Caller, database_url: str) -> None:
    """Cause a fault whose text quotes the statement, on PostgreSQL with its values."""
    database = Database(database_url)
    async with database.engine.execution_options(write=True).begin() as connection:
        await connection.execute(text("ALTER TABLE contexts RENAME TO gone"))
    await database.dispose()
    secrets = {"email": caller.canaries.new("name in a fault"), "password": "wrong password"}
    headers = {**KEY, "sw-context-token": f"imc_{caller.canaries.new('token in a fault')}"}
    for operation in ("storefront/customer-login", "storefront/context"):
        answer = caller.send(graphql(document(operation), headers, variables=secrets))
        assert answer.json()["errors"][0]["extensions"]["code"] in {
            "INTERNAL_SERVER_ERROR",
            "UNAVAILABLE",
        }
    caller.send({"method": "GET", "url": f"/account?{caller.canaries.new('query in a fault')}"})


def scrape(caller: Caller) -> bytes:
    """The answer to Prometheus."""
    bearer = {"authorization": f"Bearer {SETTINGS['metrics_token']}"}
    answer = caller.http.get("/metrics", headers=bearer)
    assert answer.status_code == 200
    return answer.content


def check_what_must_be_there(log: bytes, traces: bytes, metrics: bytes) -> None:
    """The control: what is searched was written and is not empty."""
    for written in (log, traces):
        assert CONTROL.encode() in written
        assert b"GRAPHQL__PARSE_FAILED" in written
    assert b'code="GRAPHQL__PARSE_FAILED"' in metrics
    assert b'imitate_imitations_ended_total{cause="LOGOUT"} 2.0' in metrics
    for status in (200, 303, 400, 401, 403, 404, 405, 413, 414, 415, 421, 431):
        assert f'"status":{status},'.encode() in log, status
    assert b'"level": "error"' in log


def check_lines(log: bytes) -> None:
    """Every line is JSON without control characters, and no request fills the log."""
    assert not re.search(rb"[^\n\x20-\x7e]", log)
    sizes = Counter[str]()
    for line in log.splitlines():
        sizes[json.loads(line).get("request_id", line.decode())] += len(line) + 1
    assert max(sizes.values()) <= MOST


async def check_database(url: str, canaries: Canaries) -> None:
    """D1: no password and no token in clear, nor the bytes that a token stands for."""
    stored = await dump(url)
    assert canaries.found_in(stored) == {BROWSER, HOOK, "reason"}
    assert PASSWORD.encode() not in stored
    tokens = [token for token in canaries.issued if token.startswith("im")]
    assert len(tokens) > 20
    for token in tokens:
        raw = base64.urlsafe_b64decode(token.partition("_")[2] + "=")
        assert raw not in stored
        assert raw.hex().encode() not in stored
    check_factors(stored, canaries)
    assert b"PRIVATE KEY" not in stored
    kinds = {"imc", "imi", "imk", "imm", "imu", "eyJ"}
    assert {token[:3] for token in canaries.issued} >= kinds
    (secret,) = [token for token in canaries.issued if token.startswith("whsec_")]
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    assert raw not in stored
    assert raw.hex().encode() not in stored


async def dump(url: str) -> bytes:
    """The database's content: the files of SQLite, every row of PostgreSQL as text."""
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        return b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
    database = Database(url)
    async with database.engine.connect() as connection:
        tables = await connection.run_sync(lambda found: inspect(found).get_table_names())
        rows = [
            (await connection.execute(text(f"SELECT row_::text FROM {table} row_"))).scalars()
            for table in tables
        ]
        stored = "\n".join(row for found in rows for row in found).encode()
    await database.dispose()
    return stored
