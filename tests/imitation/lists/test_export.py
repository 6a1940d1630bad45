"""Downloads of the audit log: who gets one, what is in it, and how it ends."""

import asyncio
import csv
import io
from typing import Any

import httpx
import pytest

from resolvers.admin.imitations import exporting
from server.app import create
from tests.support.audit_log import events
from tests.support.clients import Agent, Client
from tests.support.shop import Shop
from tests.support.shopping import add, order

CSV, JSON = "/admin/export/audit.csv", "/admin/export/audit.json"
FORMULA = '=HYPERLINK("http://evil.example")'
Message = dict[str, Any]


def cookie(agent: Client) -> dict[str, str]:
    """What a page of the admin sends after the user's sign-in."""
    token = agent.headers["authorization"].removeprefix("Bearer ")
    return {"cookie": f"imitate-admin={token}", "sec-fetch-site": "same-origin"}


async def download(shop: Shop, agent: Client, path: str = CSV, /, **filters: str) -> httpx.Response:
    return await shop.http.get(path, params=filters, headers=cookie(agent))


def table(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
async def number(shop: Shop, alice: Agent, admin: Agent) -> str:
    """An order by alice as bob, whose number this is; then admin generates a token for carol."""
    imitator = await shop.imitator(alice, reason=FORMULA)
    await add(imitator, shop.product(1))
    placed = (await order(imitator)).data["orderNumber"]
    shop.clock.advance(seconds=5)
    await shop.token(admin, "carol", "Outlet")
    return str(placed)


async def test_table_has_a_line_for_each_record_and_runs_no_formula(
    shop: Shop, victor: Agent, number: str
) -> None:
    answer = await download(shop, victor)

    carol, bob = table(answer)
    assert (carol["customerEmail"], carol["status"]) == ("carol@example.com", "PENDING")
    assert (bob["username"], bob["orders"], bob["reason"]) == ("alice", number, f"'{FORMULA}")
    assert bob["createdAt"] == "2026-06-01T12:00:00+00:00"
    assert (bob["salesChannel"], bob["endedAt"]) == ("Storefront", "")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="audit-2026-06-01-1200.csv"'
    )
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.usefixtures("number")
async def test_json_has_all_events_as_they_are(
    shop: Shop, victor: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    monkeypatch.setattr(exporting, "EVENTS", 2)

    _, bob = (await download(shop, victor, JSON)).json()

    assert bob["reason"] == FORMULA
    assert [event["action"] for event in bob["events"]] == [
        "imitation.generated",
        "imitation.redeemed",
        "imitation.operation",
        "imitation.operation",
    ]
    assert bob["events"][0]["detail"] == {"reason": FORMULA, "access": "FULL"}


async def test_filters_are_those_of_the_list(shop: Shop, victor: Agent, number: str) -> None:
    for filters, expected in (
        ({"userId": shop.user("alice"), "orderPlaced": "true"}, ["bob@example.com"]),
        ({"orderNumber": number, "status": "ACTIVE", "access": "FULL"}, ["bob@example.com"]),
        ({"since": "2026-06-01T14:00:05+02:00", "active": "false"}, ["carol@example.com"]),
        ({"reason": "nothing of that"}, []),
    ):
        found = [line["customerEmail"] for line in table(await download(shop, victor, **filters))]
        assert (filters, found) == (filters, expected)


async def test_audit_log_records_who_exports_what(shop: Shop, victor: Agent) -> None:
    bob = shop.customer("bob")

    await download(shop, victor, JSON, customerId=bob, reason="Carol Carpenter")

    (event,) = await events(shop, "audit_log.exported")
    assert (event["user_id"], event["username"]) == (shop.user("victor"), "victor")
    assert event["detail"] == {"form": "json", "filters": {"customer_id": bob, "reason": True}}


async def test_others_get_nothing_and_nothing_is_written(
    shop: Shop, victor: Agent, eve: Agent
) -> None:
    before = await shop.everything()
    own = cookie(victor)
    site = "sec-fetch-site"
    refusals: list[tuple[str, dict[str, str], int, str]] = [
        (CSV, {}, 401, "UNAUTHENTICATED"),
        (CSV, {"cookie": own["cookie"]}, 401, "UNAUTHENTICATED"),
        (CSV, own | {site: "same-site"}, 401, "UNAUTHENTICATED"),
        (CSV, own | {site: "cross-site"}, 401, "UNAUTHENTICATED"),
        (JSON, own | {site: "none"}, 401, "UNAUTHENTICATED"),
        (JSON, own | {"origin": "https://evil.example"}, 401, "UNAUTHENTICATED"),
        (CSV, victor.headers | {site: "same-origin"}, 401, "UNAUTHENTICATED"),
        (CSV, cookie(eve), 403, "FRAMEWORK__MISSING_PRIVILEGE_ERROR"),
        (f"{CSV}?userid=x", own, 400, "VIOLATION::INVALID"),
        (f"{CSV}?userId=x", own, 400, "VIOLATION::INVALID"),
        (f"{CSV}?active=1", own, 400, "VIOLATION::INVALID"),
        (f"{CSV}?active=true&active=false", own, 400, "VIOLATION::INVALID"),
        (f"{CSV}?since=2026-06-01", own, 400, "VIOLATION::INVALID"),
        (f"{CSV}?endReason=BORED", own, 400, "VIOLATION::INVALID"),
        (f"{JSON}?first=1", own, 400, "VIOLATION::INVALID"),
    ]

    for path, headers, status, code in refusals:
        refused = await shop.http.get(path, headers=headers)
        found = (refused.status_code, refused.json()["errors"][0]["extensions"]["code"])
        assert (path, headers, *found) == (path, headers, status, code)
    assert (await shop.http.head(CSV, headers=own)).status_code == 405
    assert (await shop.http.post(CSV, headers=own)).status_code == 405
    assert await shop.everything() == before


@pytest.mark.usefixtures("number")
async def test_user_who_is_deactivated_meanwhile_gets_no_further_page(
    shop: Shop, victor: Agent, admin: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    pieces: list[bytes] = []

    async def send(message: Message) -> None:
        pieces.append(message.get("body", b""))
        if b"carol" in pieces[-1]:
            await admin.run("admin/update-user", id=shop.user("victor"), input={"active": False})

    await serve(shop, cookie(victor), asyncio.Event(), send)

    assert b"carol" in b"".join(pieces)
    assert b"bob" not in b"".join(pieces)
    assert not b"".join(pieces).endswith(b"]\n")


@pytest.mark.usefixtures("number")
async def test_download_that_is_cut_off_gives_its_connection_back(
    shop: Shop, victor: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    gone, sent = asyncio.Event(), 0

    async def send(message: Message) -> None:
        nonlocal sent
        sent += len(message.get("body", b""))
        if sent > 10:  # the client reads no more, and then goes away
            gone.set()
            await asyncio.Event().wait()

    await asyncio.wait_for(serve(shop, cookie(victor), gone, send), timeout=25)

    assert shop.application.database.connections.in_use == 0
    assert len((await download(shop, victor, JSON)).json()) == 2


async def serve(shop: Shop, headers: dict[str, str], gone: asyncio.Event, send: Any) -> None:
    """Ask the application for the JSON as a server does; the client is there until `gone`."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": JSON,
        "raw_path": JSON.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [
            (name.encode(), value.encode())
            for name, value in {"host": "127.0.0.1:8000", **headers}.items()
        ],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    asked = False

    async def receive() -> Message:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    await create(shop.settings, shop.application)(scope, receive, send)
