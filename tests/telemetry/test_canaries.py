"""E14, E16, D1, H1 to H4: secrets sent to every place of a request are stored nowhere.

A real server with traces on is asked, brought to faults, scraped and stopped. A new place in which
a client can write something belongs into `odd_requests.py`.
"""

import json
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import text

from db.engine.connections import Database
from tests.support.clients import document
from tests.support.engines.kept import AUDIT_KEY, SECRET
from tests.support.machines import AUDIENCE
from tests.support.servers import Server, served
from tests.support.shop import PASSWORD
from tests.telemetry.around import around
from tests.telemetry.canaries import Canaries
from tests.telemetry.collector import collector
from tests.telemetry.sent.caller import BROWSER, Caller
from tests.telemetry.sent.oauth import oauth
from tests.telemetry.sent.odd import HOST, KEY, everywhere, graphql
from tests.telemetry.sent.providers import PATIENCE, RETURN, providers, wait_for_recheck
from tests.telemetry.sent.shopware import shopware
from tests.telemetry.sent.successes import CONTROL, HOOK, NO_HOOK, act
from tests.telemetry.stored import check_bytes, dump, sealed_keys
from tests.webhooks.receiver import Receiver

DUE = "UPDATE oidc_sessions SET check_at = checked_at"
KINDS = {"imitation.started", "imitation.ended", "user.signed_in"}
STORED = {BROWSER, HOOK, NO_HOOK, RETURN, "reason"}  # what the server has to keep
MOST = 8192  # bytes of log for one request
SETTINGS: dict[str, Any] = {
    "public_url": f"http://{HOST}",
    "secret": SECRET,
    "metrics_token": "fedcba9876543210fedcba9876543210",
    "audit_read_token": "76543210fedcba9876543210fedcba98",
    "audit_key": AUDIT_KEY,
    "webhook_allow_networks": "127.0.0.0/8",
    "argon2_memory": 8,
    "argon2_time": 1,
    "jwt_audiences": AUDIENCE,
    "rate_address_logins": 0,  # else nearly all requests would be refused unread
    "rate_address_refusals": 0,  # else what is refused would leave no event
}


async def test_e16_secrets_stay_where_they_were_sent(tmp_path: Path, database_url: str) -> None:
    canaries = Canaries()
    with collector() as traces, around(canaries) as (provider, receiver):
        settings: dict[str, Any] = {
            **SETTINGS,
            **provider.variables(),
            "database_url": database_url,
            "traces_url": traces.url,
        }
        with (
            served(tmp_path, **settings) as server,
            server.client() as http,
        ):
            caller = Caller(http, canaries)
            act(caller, provider, receiver)
            for requests in (everywhere(canaries), oauth(canaries), shopware(canaries)):
                for request in requests:
                    caller.send(request)
            for request in providers(caller, provider):
                caller.send(request)
            send_what_is_no_http(server, canaries)
            known = len(provider.asked)
            await change(database_url, DUE)
            wait_for_recheck(provider, known)
            wait_for_webhooks(receiver)
            await hurt(caller, database_url)
            metrics = scrape(caller)
            server.stop()
            log = server.log.read_bytes()

    keys = await sealed_keys(database_url, SECRET)
    bodies = "\n".join(received.text for received in receiver.got).encode()
    set_here = (SETTINGS[name] for name in ("secret", "metrics_token", "audit_read_token"))
    secrets = (PASSWORD, KEY["sw-access-key"], AUDIT_KEY.rpartition("+")[2], *set_here, *keys)
    for written in (log, traces.everything, metrics, bodies):
        assert canaries.found_in(written) <= ({"reason"} if written is bodies else set())
        assert not [secret for secret in secrets if str(secret).encode() in written]
        assert b"SELECT" not in written  # of the fault's own text
    check_what_must_be_there(log, traces.everything, metrics)
    check_lines(log)
    stored = await dump(database_url)
    assert canaries.found_in(stored) == STORED
    check_bytes(stored, canaries)


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


def wait_for_webhooks(receiver: Receiver) -> None:
    """Until the receiver has been told of everything that can be told soon."""
    until = time.monotonic() + PATIENCE
    while not set(receiver.kinds) >= KINDS:
        assert time.monotonic() < until, receiver.kinds
        time.sleep(0.05)


async def change(database_url: str, statement: str) -> None:
    """Change the database directly."""
    database = Database(database_url)
    async with database.engine.execution_options(write=True).begin() as connection:
        await connection.execute(text(statement))
    await database.dispose()


async def hurt(caller: Caller, database_url: str) -> None:
    """Cause a fault whose text quotes the statement, on PostgreSQL with its values."""
    await change(database_url, "ALTER TABLE contexts RENAME TO gone")
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
