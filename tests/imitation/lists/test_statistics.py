"""The counts of the overview: what is counted, on which day, and each event once."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from db.statements.imitation.lists import imitating_users
from resolvers.admin.imitations import statistics
from resolvers.admin.imitations.days import days, stretches
from resolvers.audit.sealing import seal_new_events
from resolvers.imitation.counting import count_new_events, quarter_of
from tests.support.clients import Agent
from tests.support.shop import Shop
from tests.support.shopping import add, order

BERLIN = "Europe/Berlin"
JUNE = {"since": "2026-05-31T22:00:00Z", "until": "2026-06-02T22:00:00Z", "timeZone": BERLIN}


async def counted(shop: Shop, agent: Agent, **variables: Any) -> Any:
    """The counts once everything is sealed and counted."""
    while await seal_new_events(shop.application):
        pass
    await count_new_events(shop.application)
    return (await agent.run("admin/overview", **(JUNE | variables))).data


@pytest.fixture
async def history(shop: Shop, alice: Agent, admin: Agent) -> Shop:
    """On 1 June an order by alice, who logs out; at 2 June 0:30 in Berlin admin is refused."""
    imitator = await shop.imitator(alice)
    await add(imitator, shop.product(1))
    await order(imitator)
    await imitator.run("storefront/set-imitation-consent", granted=False)
    await imitator.run("storefront/customer-logout")
    await shop.token(alice, "heidi")
    shop.clock.advance(hours=10, minutes=30)
    gina, channel = shop.customer("gina"), shop.channel("Storefront")
    root = await shop.agent("admin")
    refused = await root.run(
        "admin/generate-imitate-customer-token", customerId=gina, salesChannelId=channel
    )
    assert refused.error["reasons"] == ["GUEST"]
    return shop


async def test_counts_by_day_user_cause_and_reason(history: Shop) -> None:
    victor = await history.agent("victor")

    found = await counted(history, victor)

    assert found.pop("perDay") == [
        {"day": "2026-06-01", "generated": 2, "started": 1, "refused": 1},
        {"day": "2026-06-02", "generated": 0, "started": 0, "refused": 1},
    ]
    (user,) = found.pop("perUser")
    assert (user["user"]["username"], user["user"]["id"]) == ("alice", history.user("alice"))
    assert user["count"] == 1
    assert found == {
        "live": 0,
        "byEndReason": [{"reason": "LOGOUT", "count": 1}],
        "refusals": [
            {"code": "CHECKOUT__IMITATION_FORBIDDEN", "count": 1},
            {"code": "GUEST", "count": 1},
        ],
        "ordersPlaced": 1,
        "complete": True,
    }


async def test_each_event_counts_once_however_often_it_is_looked_at(history: Shop) -> None:
    victor = await history.agent("victor")
    first = await counted(history, victor)

    assert await count_new_events(history.application) == 0
    assert await counted(history, victor) == first
    assert (await counted(history, victor, timeZone="UTC"))["perDay"][0] == {
        "day": "2026-05-31", "generated": 0, "started": 0, "refused": 0
    }  # fmt: skip


async def test_long_time_is_summed_up_like_its_parts(history: Shop) -> None:
    victor = await history.agent("victor")
    year = {"since": "2026-01-01T00:10:00Z", "until": "2026-12-31T23:50:00Z", "timeZone": "UTC"}

    found = await counted(history, victor, **year)
    parts = await counted(history, victor)

    for name in ("perUser", "byEndReason", "refusals", "ordersPlaced"):
        assert found[name] == parts[name]
    assert len(found["perDay"]) == 365


async def test_only_what_is_between_the_quarters_counts(history: Shop) -> None:
    victor = await history.agent("victor")

    found = await counted(
        history, victor, since="2026-06-01T12:14:59Z", until="2026-06-01T12:15:00Z"
    )
    assert found["ordersPlaced"] == 1
    later = await counted(
        history, victor, since="2026-06-01T12:15:00Z", until="2026-06-02T22:00:00Z"
    )
    assert (later["ordersPlaced"], later["refusals"]) == (0, [{"code": "GUEST", "count": 1}])


async def test_says_what_is_not_counted_yet(history: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "FEW", 0)
    victor = await history.agent("victor")
    while await seal_new_events(history.application):
        pass

    found = (await victor.run("admin/overview", **JUNE)).data

    assert (found["complete"], found["ordersPlaced"]) == (False, 0)


async def test_users_are_named_by_their_newest_imitations_in_the_order_asked(
    shop: Shop, alice: Agent, admin: Agent
) -> None:
    for agent in (alice, admin, alice):
        shop.clock.advance(minutes=1)
        await shop.token(agent)
    made = await shop.rows("imitations")
    newest = max(made, key=lambda row: row["created_at"])

    found = await imitating_users.find_of(
        shop.application.database.reads, [shop.user("admin"), "0" * 32, shop.user("alice")]
    )

    assert [each.user_id for each in found] == [shop.user("admin"), shop.user("alice")]
    assert found[1].id == newest["id"]


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ({"until": "2026-05-31T22:00:00Z"}, "until"),
        ({"since": "2026-01-01T00:00:00Z", "until": "2027-01-02T00:00:01Z"}, "until"),
        ({"since": "1969-01-01T00:00:00Z"}, "since"),
        ({"timeZone": "Europe"}, "timeZone"),
        ({"timeZone": "../etc/passwd"}, "timeZone"),
        ({"timeZone": "Europe/Nowhere"}, "timeZone"),
        ({"timeZone": "a\0b"}, "timeZone"),
    ],
    ids=range(7),
)
async def test_other_times_are_refused(
    victor: Agent, variables: dict[str, Any], field: str
) -> None:
    refused = await victor.run("admin/overview", **(JUNE | variables))

    assert refused.error == {"code": "VIOLATION::INVALID", "field": field}


@pytest.mark.parametrize(
    ("zone", "lengths"),
    [
        ("UTC", [96, 96, 96]),
        (BERLIN, [96, 92, 96]),  # 29 March 2026, when summer time begins
        ("Asia/Kathmandu", [96, 96, 96]),  # 5 h 45 min before UTC
    ],
)
def test_days_are_those_of_the_time_zone(zone: str, lengths: list[int]) -> None:
    local = ZoneInfo(zone)
    midnights = [datetime(2026, 3, day, tzinfo=local).astimezone(UTC) for day in range(28, 32)]
    start, end = quarter_of(midnights[0]), quarter_of(midnights[-1])

    found = [(at + part.ahead) // 96 for part in stretches(start, end, local)
             for at in range(part.start, part.end)]  # fmt: skip

    assert [found.count(day) for day in sorted(set(found))] == lengths
    shown = [day for _, day in days(start, end, local)]
    assert shown == ["2026-03-28", "2026-03-29", "2026-03-30"]


@pytest.mark.parametrize("zone", [BERLIN, "Africa/Casablanca"])  # which has other changes each year
def test_offset_holds_in_all_of_a_stretch(zone: str) -> None:
    local = ZoneInfo(zone)
    start, end = (quarter_of(datetime(year, 1, 1, tzinfo=UTC)) for year in (2026, 2027))

    found = stretches(start, end, local)

    assert (found[0].start, found[-1].end) == (start, end)
    assert len({part.ahead for part in found}) == 2
    for part in found:
        times = (datetime.fromtimestamp(at * 900, local) for at in range(part.start, part.end))
        assert {time.utcoffset() for time in times} == {timedelta(minutes=15 * part.ahead)}
