"""nginx and Caddy with TLS in front of two processes, with the files of deploy/."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from secrets import token_hex
from signal import SIGTERM
from threading import Event

import httpx
import pytest

from tests.deploy import certificates, proxies
from tests.deploy.programs import needs
from tests.deploy.proxies import NAME, Site
from tests.support.servers import command, environment, free_port, production, start, wait

PASSWORD = "imitate-demo"
METRICS_TOKEN = token_hex(16)
SIGN_IN = {
    "query": """mutation ($password: String!) {
        userLogin(username: "alice", password: $password) { accessToken }
    }""",
    "variables": {"password": PASSWORD},
}
SESSIONS = {"query": "{ userSessions { remoteAddress current } }"}
NOTICED_WITHIN = 2  # seconds in which Caddy sees that a process is back
PROXIES = {"nginx": proxies.nginx, "caddy": proxies.caddy}


@pytest.fixture(scope="module")
def processes(place: Path) -> Iterator[Site]:
    """Two processes of production on the demo shop, without a proxy yet."""
    authority = certificates.make(place / "tls", NAME)
    https, http = free_port(), free_port()
    settings = production(
        database_url=f"sqlite:///{place}/imitate.db",
        public_url=f"https://{NAME}:{https}",
        trusted_proxies="127.0.0.1",
        waive="demo-accounts",
        metrics_token=METRICS_TOKEN,
    )
    demo = {name: settings[name] for name in ("database_url", "public_url")}
    assert command("demo", "--no-past", env=environment(**demo)).returncode == 0
    servers = [start(place, free_port(), "--no-migrate", **settings) for _ in range(2)]
    site = Site(place, https, http, authority, servers, settings)
    try:
        for server in servers:
            wait(server)
        yield site
    finally:
        for server in site.servers:
            server.process.kill()


@pytest.fixture(scope="module", params=PROXIES)
def site(request: pytest.FixtureRequest, processes: Site) -> Iterator[Site]:
    """The processes behind one of the proxies."""
    needs(request.param)
    folder = processes.folder / request.param
    folder.mkdir()
    with PROXIES[request.param](processes, folder):
        proxies.wait_for(processes, folder)
        yield processes


@pytest.fixture
def browser(site: Site) -> Iterator[httpx.Client]:
    with site.client() as client:
        yield client


pytestmark = pytest.mark.beside


def test_graphql_is_answered_and_browsers_stay_on_https(site: Site, browser: httpx.Client) -> None:
    answer = browser.post("/graphql", json={"query": "{ __typename }"})
    plain = httpx.get(f"http://127.0.0.1:{site.http}/admin/", headers={"host": NAME})

    assert answer.json() == {"data": {"__typename": "Query"}}
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert plain.status_code == 308
    assert re.fullmatch(rf"https://{NAME}(:{site.https})?/admin/", plain.headers["location"])


def test_cookies_belong_to_the_host_alone(site: Site, browser: httpx.Client) -> None:
    answer = browser.post("/graphql", json=SIGN_IN, headers={"origin": site.origin})

    (cookie,) = answer.headers.get_list("set-cookie")
    assert cookie.startswith("__Host-imitate-admin=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_a_forged_address_is_not_believed(browser: httpx.Client, header: str) -> None:
    forged = {header: "for=198.51.100.7" if header == "Forwarded" else "198.51.100.7"}
    token = browser.post("/graphql", json=SIGN_IN, headers=forged).json()["data"]["userLogin"]
    bearer = {"authorization": f"Bearer {token['accessToken']}"}

    sessions = browser.post("/graphql", json=SESSIONS, headers=bearer).json()["data"]

    current = [one["remoteAddress"] for one in sessions["userSessions"] if one["current"]]
    assert current == [proxies.CLIENT]


@pytest.mark.parametrize("size", [262_145, 300_000, 5_000_000])
def test_a_large_body_is_refused_in_json(browser: httpx.Client, size: int) -> None:
    json = {"content-type": "application/json"}
    answer = browser.post("/graphql", content=b" " * size, headers=json)

    assert answer.status_code == 413
    assert answer.json()["errors"][0]["extensions"]["code"] == "GRAPHQL__LIMIT_EXCEEDED"


def test_metrics_are_not_shown_to_the_world(site: Site, browser: httpx.Client) -> None:
    token = {"authorization": f"Bearer {METRICS_TOKEN}"}

    assert browser.get("/metrics", headers=token).status_code == 404
    with site.servers[0].client() as inside:
        assert inside.get("/metrics", headers=token).status_code == 200


def test_codes_of_sign_ins_reach_no_log(site: Site, browser: httpx.Client) -> None:
    """A format that has addresses whole, as most have, would have the codes."""
    code = token_hex(16)

    answer = browser.get("/auth/oidc/corp/callback", params={"code": code, "state": "x"})

    assert answer.status_code == 404  # there is no provider
    assert answer.headers["x-content-type-options"] == "nosniff"  # the server has answered
    assert browser.get("/health/live").status_code == 200  # what was logged before is written
    logs = "".join(path.read_text() for path in site.folder.glob("*/log/nginx-access.log"))
    assert code not in logs
    assert "/auth/oidc/" not in logs


def test_an_unknown_host_is_refused(browser: httpx.Client) -> None:
    answer = browser.post(
        "/graphql", json={"query": "{ __typename }"}, headers={"host": "x.example"}
    )

    assert answer.status_code == 421


def test_one_process_after_the_other_is_replaced_without_a_stop(
    site: Site, request: pytest.FixtureRequest
) -> None:
    """No request fails with nginx. Caddy answers 503 with `Retry-After` until it has noticed."""
    done = Event()

    def ask() -> Counter[tuple[int, str | None]]:
        answers = Counter[tuple[int, str | None]]()
        with site.client() as client:
            while not done.is_set():
                answer = client.post("/graphql", json={"query": "{ __typename }"})
                answers[answer.status_code, answer.headers.get("retry-after")] += 1
        return answers

    with ThreadPoolExecutor(4) as pool, ExitStack() as ending:
        ending.callback(done.set)
        asked = [pool.submit(ask) for _ in range(4)]
        for number in (0, 1, 0, 1):
            site.replace(number)
            time.sleep(NOTICED_WITHIN)
        done.set()
        answers = sum((one.result() for one in asked), Counter())

    is_nginx = "nginx" in request.node.name
    assert answers.keys() <= ({(200, None)} if is_nginx else {(200, None), (503, "5")})
    assert answers[200, None] > answers.total() / 2


def test_without_any_process_the_answer_is_json(site: Site, browser: httpx.Client) -> None:
    for server in site.servers:
        assert server.stop() == -SIGTERM

    answer = browser.post("/graphql", json={"query": "{ __typename }"})

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    for number, server in enumerate(site.servers):
        site.servers[number] = start(site.folder, server.port, "--no-migrate", **site.settings)
        wait(site.servers[number])
