"""What an operator types, what it prints, and how it ends.

Most tests start a fork of a process that has imported the application. A new Python
(`genuine=True`) takes more than a second of the processor; it is used for one command that ends
well and one that does not, for `serve` and its workers, for the README's commands, for the export
(Python takes its encoding from the environment at its start), for servers whose costs are measured,
and to see what is not imported (tests/telemetry/test_traces.py).
"""

import asyncio
import signal
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from server.commands.schema import FILE
from tests.support.clients import document
from tests.support.engines.kept import CHEAP
from tests.support.servers import command, environment, served
from tests.support.shop import PASSWORD, OpenShop, Shop

NAMES = ("--email", "nora@staff.example", "--first-name", "Nora", "--last-name", "Newcomer")
LONG = "k" * 32


def env_of(shop: Shop, **others: object) -> dict[str, str]:
    """The settings of a process on the shop's database, PostgreSQL included."""
    return environment(database_url=shop.settings.database_url, **CHEAP, **others)


async def test_create_user_takes_the_password_from_standard_input(shop: Shop) -> None:
    arguments = ("create-user", "Nora", *NAMES, "--role", "Support", "--role", "Auditor")

    made = command(*arguments, env=env_of(shop), stdin="hush-hush-hush\n")

    assert (made.returncode, made.stdout) == (0, "Nora can sign in.\n")
    answer = await shop.stranger().run(
        "admin/user-login", username="nora", password="hush-hush-hush"
    )
    assert [role["name"] for role in answer.data["user"]["roles"]] == ["Auditor", "Support"]
    assert answer.data["user"]["admin"] is False
    assert "hush-hush-hush" not in str(await shop.everything())


async def test_create_user_takes_no_password_as_an_argument(shop: Shop) -> None:
    before = await shop.everything()

    refused = command("create-user", "nora", *NAMES, "--password", "hush", env=env_of(shop))

    assert refused.returncode == 2
    assert "--password" in refused.stderr
    assert await shop.everything() == before


@pytest.mark.parametrize(
    ("arguments", "password", "problem"),
    [
        (("ALICE", *NAMES), PASSWORD, "username"),
        (("nora", "--email", "EVE@example.com", *NAMES[2:]), PASSWORD, "email"),
        (("nora", *NAMES), "short", "password"),
        (("nora", *NAMES, "--role", "Nobody"), PASSWORD, "role Nobody"),
    ],
)
async def test_create_user_refuses(
    shop: Shop, arguments: tuple[str, ...], password: str, problem: str
) -> None:
    before = await shop.everything()

    refused = command("create-user", *arguments, env=env_of(shop), stdin=password)

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Error: {problem}: ")
    assert "Traceback" not in refused.stderr
    assert await shop.everything() == before


async def test_demo_again_changes_nothing(shop: Shop) -> None:
    first = command("demo", env=env_of(shop))  # adds the purchases, which the template lacks
    before = await shop.everything()

    again = command("demo", env=env_of(shop))

    assert (first.returncode, again.returncode) == (0, 0)
    assert await shop.everything() == before


def test_demo_is_refused_in_production(tmp_path: Path) -> None:
    file = tmp_path / "imitate.db"
    env = environment(database_url=f"sqlite:///{file}", environment="production", secret=LONG)

    refused = command("demo", env=env)

    assert (refused.returncode, file.exists()) == (1, False)
    assert "not in production" in refused.stderr


@pytest.mark.long
def test_schema_check_tells_whether_the_file_is_fresh() -> None:
    printed = command("schema", env=environment())
    checked = command("schema", "--check", env=environment(), genuine=True)

    assert printed.stdout == FILE.read_text(encoding="utf-8")
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_unknown_setting_ends_every_command() -> None:
    refused = command("sweep", env=environment(token_lifetimes=60), genuine=True)

    assert refused.returncode == 1
    assert refused.stderr == "Error: There is no setting IMITATE_TOKEN_LIFETIMES.\n"


async def test_sweep_says_how_many_imitations_had_run_out(shop: Shop) -> None:
    shop.clock.now = datetime(2020, 1, 1, tzinfo=UTC)  # in the past for the command
    alice = await shop.agent("alice")
    await alice.token_for(shop.customer("bob"), shop.channel("Storefront"))

    swept = [command("sweep", env=env_of(shop)).stdout for _ in range(2)]

    assert swept == ["1 imitations had run out.\n", "0 imitations had run out.\n"]
    (imitation,) = await shop.rows("imitations")
    assert imitation["end_reason"] == "TOKEN_EXPIRED"


async def test_audit_verify_names_the_first_broken_event(open_shop: OpenShop) -> None:
    shop = await open_shop()
    for username in ("eve", "alice", "victor"):
        await shop.agent(username)
    whole = command("audit", "verify", env=env_of(shop))
    ids = sorted(event["id"] for event in await shop.rows("audit_events"))

    if shop.application.database.is_sqlite:
        await shop.change("DROP TRIGGER audit_events_no_update")
    else:
        await shop.change("DROP TRIGGER audit_events_no_update ON audit_events")
    await shop.change("UPDATE audit_events SET username = 'eve' WHERE id = :id", id=ids[1])
    broken = command("audit", "verify", env=env_of(shop))

    assert (whole.returncode, whole.stdout) == (0, "3 events hold, 0 wait for their place.\n")
    assert (broken.returncode, broken.stdout) == (1, "1 events hold, 0 wait for their place.\n")
    assert broken.stderr == f"Error: Event {ids[1]} is not as it was sealed.\n"


@pytest.mark.long  # on SQLite the wheel's test and those of tests/faults/test_workers.py do so
@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
async def test_two_workers_answer(shop: Shop, tmp_path: Path) -> None:
    key, url = shop.visitor().headers, shop.settings.database_url
    with served(tmp_path, "--workers", "2", genuine=True, database_url=url, **CHEAP) as server:
        async with server.async_client() as http:
            body = {"query": document("storefront/context")}
            answers = await asyncio.gather(
                *(http.post("/graphql", json=body, headers=key) for _ in range(20))
            )
        server.stop()

    names = {answer.json()["data"]["context"]["salesChannel"]["name"] for answer in answers}
    assert names == {"Storefront"}


@pytest.mark.long
def test_serve_migrates_an_empty_database_first(tmp_path: Path) -> None:
    file = tmp_path / "new" / "imitate.db"

    with served(tmp_path, genuine=True, database_url=f"sqlite:///{file}") as server:
        with server.client() as http:
            assert http.get("/health/ready").json() == {"status": "ready"}
        assert server.stop() in {0, -signal.SIGTERM}

    with sqlite3.connect(file) as database:
        assert database.execute("SELECT count(*) FROM users").fetchone() == (0,)
    database.close()
