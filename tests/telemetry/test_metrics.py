"""The metrics of one process, and those counted in the database for all of them."""

from typing import Any

import httpx
import pytest

from resolvers.audit.sealing import seal_new_events
from server.settings.settings import Settings
from tests.support.bare_application import Open
from tests.support.clients import Agent
from tests.support.driver import in_use_elsewhere
from tests.support.engines.kept import SECRET
from tests.support.shop import PASSWORD, OpenShop, Shop

TOKEN = "0d5e9b7c41f8a2635b9e0c7d1a84f263"
BEARER = {"authorization": f"Bearer {TOKEN}"}
REQUESTS = 'imitate_http_requests_total{method="%s",route="%s",status="%s"}'
PRODUCTION: dict[str, Any] = {
    "environment": "production",
    "secret": SECRET,
    "waive": "public-url,demo-accounts",
}


Samples = dict[str, float]


def samples(answer: httpx.Response) -> Samples:
    """The values of a scrape, by name and labels as written there."""
    lines = (line for line in answer.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


async def scrape(shop: Shop) -> Samples:
    """Scrape as Prometheus does."""
    answer = await shop.http.get("/metrics")
    assert answer.status_code == 200
    return samples(answer)


async def test_imitations_are_counted_by_what_became_of_them(shop: Shop, alice: Agent) -> None:
    live = await shop.imitator(alice)
    over = await shop.imitator(alice, "carol", "Outlet")
    await over.run("storefront/customer-logout")
    unused = await shop.token(alice)
    await shop.visitor().redeem(unused, customerId=shop.customer("dave"))
    refused = await alice.run(
        "admin/generate-imitate-customer-token",
        customerId=shop.customer("dave"),
        salesChannelId=shop.channel("Storefront"),
    )
    assert refused.code == "CHECKOUT__CUSTOMER_IMITATION_REFUSED"
    passwords = {"currentPassword": PASSWORD, "newPassword": "another password"}
    assert (await live.run("storefront/change-password", **passwords)).errors

    found = await scrape(shop)

    assert found["imitate_database_up"] == 1
    assert found["imitate_imitations_live"] == 1
    assert found["imitate_imitations_generated_total"] == 3
    assert found["imitate_imitations_started_total"] == 2
    assert found['imitate_imitations_ended_total{cause="LOGOUT"}'] == 1
    assert found['imitate_imitations_ended_total{cause="IDLE_TIMEOUT"}'] == 0
    for action in ("refused", "redemption_refused", "operation_refused"):
        assert found[f'imitate_imitations_refused_total{{action="imitation.{action}"}}'] == 1


async def test_an_imitation_that_ran_out_is_not_live(shop: Shop, alice: Agent) -> None:
    await shop.imitator(alice)
    shop.clock.advance(minutes=15)

    assert (await scrape(shop))["imitate_imitations_live"] == 0


async def test_another_process_says_the_same_of_imitations(
    shop: Shop, open_shop: OpenShop, alice: Agent
) -> None:
    other = await open_shop()
    await shop.imitator(alice)

    found = await scrape(other)

    assert found["imitate_imitations_live"] == 1
    assert not any(key.startswith("imitate_graphql_operations_total") for key in found)


async def test_ages_in_the_audit_log_are_told(shop: Shop, alice: Agent) -> None:
    shop.clock.advance(seconds=7)
    waiting = await scrape(shop)
    await seal_new_events(shop.application)
    shop.clock.advance(seconds=60)
    sealed = await scrape(shop)

    assert waiting["imitate_audit_waiting_seconds"] == 7
    assert "imitate_audit_checkpoint_age_seconds" not in waiting
    assert sealed["imitate_audit_waiting_seconds"] == 0
    assert sealed["imitate_audit_checkpoint_age_seconds"] == 60
    assert sealed["imitate_audit_sealing_held_off_seconds"] == 0
    assert sealed["imitate_audit_events_lost_total"] == 0


async def test_a_scrape_writes_nothing(shop: Shop) -> None:
    before = await shop.everything()

    await scrape(shop)

    assert await shop.everything() == before


async def test_operations_are_counted_by_field_and_code(shop: Shop, alice: Agent) -> None:
    bob = await shop.shopper("bob@example.com")
    await bob.run("storefront/context")
    await shop.visitor().log_in("bob@example.com", "wrong password")
    await alice.send("{ a: context { token } b: currentUser { id } }")
    await alice.send("{ nope }")
    await alice.send("{")

    found = await scrape(shop)

    def operations(type_: str, field: str, code: str) -> float:
        labels = f'code="{code}",field="{field}",type="{type_}"'
        return found[f"imitate_graphql_operations_total{{{labels}}}"]

    assert operations("query", "context", "OK") == 1
    assert operations("mutation", "customerLogin", "OK") == 1
    wrong = "CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS"
    assert operations("mutation", "customerLogin", wrong) == 1
    required = "FRAMEWORK__SALES_CHANNEL_ACCESS_KEY_REQUIRED"
    assert operations("query", "several", required) == 1
    assert operations("query", "-", "GRAPHQL__VALIDATION_FAILED") == 1
    assert operations("-", "-", "GRAPHQL__PARSE_FAILED") == 1
    assert found['imitate_graphql_operation_seconds_count{type="mutation"}'] == 3


async def test_rate_limit_hits_are_counted(open_shop: OpenShop) -> None:
    shop = await open_shop(rate_account_logins=1)
    for _ in range(3):
        await shop.visitor().log_in("bob@example.com", "wrong password")

    assert (await scrape(shop))['imitate_rate_limit_hits_total{field="customerLogin"}'] == 2


async def test_strangers_cannot_make_up_labels(http: httpx.AsyncClient) -> None:
    """A client's own names, aliases, fields, paths and methods become no labels."""

    async def odd(number: int) -> None:
        query = f"query Name{number} {{ alias{number}: __typename }}"
        await http.post("/graphql", json={"query": query})
        await http.post("/graphql", json={"query": f"{{ field{number} }}"})
        await http.request(f"METHOD{number}", f"/graphql/path{number}")

    await odd(1)
    before = samples(await http.get("/metrics"))
    for number in range(2, 20):
        await odd(number)
    after = samples(await http.get("/metrics"))

    new = {key for key in after.keys() - before.keys() if key.startswith("imitate_")}
    assert all('route="metrics"' in key for key in new)  # of the first scrape itself
    assert after[REQUESTS % ("other", "graphql", "404")] == 19
    ok = 'imitate_graphql_operations_total{code="OK",field="__typename",type="query"}'
    assert after[ok] == 19


async def test_two_applications_of_a_process_count_apart(serving: Open) -> None:
    one, other = serving(), serving()
    await one.post("/graphql", json={"query": "{ __typename }"})

    assert "__typename" in (await one.get("/metrics")).text
    assert "__typename" not in (await other.get("/metrics")).text


async def test_the_pool_is_counted(shop: Shop) -> None:
    async with in_use_elsewhere(shop.application.database, 3):
        found = await scrape(shop)

    assert found["imitate_database_connections_in_use"] == 3
    assert found["imitate_database_connections_max"] == shop.settings.database_pool


async def test_without_the_database_the_rest_is_said(shop: Shop) -> None:
    await shop.change("ALTER TABLE imitations RENAME TO gone")

    await scrape(shop)
    found = await scrape(shop)

    assert found["imitate_database_up"] == 0
    assert "imitate_imitations_live" not in found
    assert found[REQUESTS % ("GET", "metrics", "200")] == 1


async def test_production_without_a_token_has_no_such_page(open_shop: OpenShop) -> None:
    shop = await open_shop(**PRODUCTION)

    for headers in ({}, BEARER, {"authorization": "Bearer "}):
        answer = await shop.http.get("/metrics", headers=headers)

        assert answer.status_code == 404
        assert "imitate_" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer"},
        {"authorization": "Bearer "},
        {"authorization": f"Bearer {TOKEN[:-1]}"},
        {"authorization": f"Bearer {TOKEN}m"},
        {"authorization": f"Basic {TOKEN}"},
        {"authorization": b"Bearer \xff" + TOKEN.encode()},
        {"cookie": f"authorization=Bearer {TOKEN}"},
    ],
)
@pytest.mark.parametrize("environment", ["development", "production"])
async def test_the_token_is_needed_where_one_is_set(
    serving: Open, environment: str, headers: dict[str, str]
) -> None:
    client = serving(**PRODUCTION | {"environment": environment}, metrics_token=TOKEN)

    answer = await client.get("/metrics", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


async def test_with_the_token_it_is_answered_at_any_address(serving: Open) -> None:
    """Prometheus asks by a process's own address, which is in no setting."""
    client = serving(**PRODUCTION, public_url="https://shop.example", metrics_token=TOKEN)

    answer = await client.get("/metrics", headers={**BEARER, "host": "10.1.2.3:8000"})

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert samples(answer)["imitate_database_up"] == 0


async def test_f7_in_development_other_hosts_see_nothing(serving: Open) -> None:
    answer = await serving().get("/metrics", headers={"host": "evil.example"})

    assert answer.status_code == 421


def test_g1_a_short_token_is_refused() -> None:
    as_in_the_environment: dict[str, Any] = {"metrics_token": "short-one"}
    with pytest.raises(ValueError, match="metrics_token") as refused:
        Settings(**as_in_the_environment)

    assert "short-one" not in str(refused.value)
