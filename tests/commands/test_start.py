"""Production does not start on an unsafe configuration, whatever starts it."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from auth.vocabulary import CheckKind
from db.migrate import migrate
from server.app import create
from server.examination.networks import trusts_everybody
from server.examination.start import UnsafeConfiguration, check_start
from server.settings import addresses
from server.settings.checks import Check
from server.settings.settings import Settings
from tests.support.clients import Client
from tests.support.engines.kept import AUDIT_KEY, SECRET
from tests.support.forks.processes import run
from tests.support.servers import command, environment
from tests.support.shop import OpenShop, Shop

SAFE: dict[str, Any] = {
    "environment": "production",
    "secret": SECRET,
    "audit_key": AUDIT_KEY,
    "public_url": "https://shop.example",
    "trusted_proxies": "10.0.0.1",
}
UNSAFE: list[tuple[str, dict[str, Any]]] = [
    ("public-url", {"public_url": "http://shop.example"}),
    ("secret", {"secret": "ab" * 16}),
    ("audit-key", {"audit_key": None}),
    ("trusted-proxies", {"trusted_proxies": "0.0.0.0/0"}),
    ("trusted-proxies", {"trusted_proxies": "0.0.0.0/1,128.0.0.0/1"}),
]
UVICORN = ("-m", "uvicorn", "--factory", "server.app:create", "--port", "0")


def refusal(settings: Settings) -> str:
    with pytest.raises(UnsafeConfiguration) as refused:
        create(settings)
    return str(refused.value)


def logged(capsys: pytest.CaptureFixture[str]) -> dict[tuple[str, str], str]:
    """The texts of the log lines about checks, by event and check."""
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {(line["event"], line["check"]): line["text"] for line in lines}


@pytest.mark.parametrize(("key", "unsafe"), UNSAFE)
def test_factory_refuses(tmp_path: Path, key: str, unsafe: dict[str, Any]) -> None:
    values = {"database_url": f"sqlite:///{tmp_path / 'none.db'}", **SAFE, **unsafe}

    assert refusal(Settings(**values)).startswith(f"Production does not start. {key}: ")
    create(Settings(**values | {"waive": key}))
    create(Settings(**values | {"environment": "development"}))


def test_key_file_that_others_can_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "audit-key"
    file.write_text(AUDIT_KEY)
    file.chmod(0o604)
    monkeypatch.setenv("IMITATE_AUDIT_KEY_FILE", str(file))
    values = {"database_url": f"sqlite:///{tmp_path / 'none.db'}", **SAFE}

    assert f"audit-key: everybody can read {file}: " in refusal(Settings(**values))
    file.chmod(0o600)
    create(Settings(**values))


def test_every_failure_is_named_at_once(tmp_path: Path) -> None:
    values = SAFE | {"public_url": "http://shop.example", "trusted_proxies": "0.0.0.0/0"}
    values["database_url"] = f"sqlite:///{tmp_path / 'none.db'}"

    text = refusal(Settings(**values))

    assert text.index("public-url: ") < text.index("trusted-proxies: ")
    assert "trusted-proxies: " not in refusal(Settings(**values | {"waive": "trusted-proxies"}))


async def test_database_with_demo_accounts_is_refused(open_shop: OpenShop) -> None:
    shop = await open_shop(**SAFE, waive="demo-accounts")
    unsafe = shop.settings.model_copy(update={"waive": ()})

    assert "demo-accounts: the password of admin, alice, " in refusal(unsafe)
    waived = await Client(shop.http).run(
        "admin/user-login", username="admin", password="imitate-demo"
    )
    assert waived.data["user"]["username"] == "admin"


async def test_any_demo_customer_is_found(shop: Shop) -> None:
    await shop.change("UPDATE users SET password_hash = 'another'")
    await shop.change("UPDATE customers SET password_hash = NULL WHERE customer_number <> '20002'")
    settings = Settings(database_url=shop.settings.database_url, argon2_memory=8, **SAFE)

    assert "the password of customer2@example.com is public" in refusal(settings)


async def test_state_and_explicit_settings_only_warn(
    empty_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(database_url=empty_url, graphiql=True, introspection=True, **SAFE)

    create(settings)

    told = logged(capsys)
    assert told["check.doubtful", "graphiql"] == "on: strangers can read the schema"
    assert told["check.doubtful", "introspection"] == "on: strangers can read the schema"
    if not empty_url.startswith("sqlite"):  # SQLite has no file before the migration
        assert told["check.doubtful", "migrations"].startswith("at none, this version is ")


async def test_waiver_is_logged_at_each_start(
    empty_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await migrate(empty_url)
    unsafe = {"public_url": "http://shop.example", "waive": "public-url,demo-accounts"}
    settings = Settings(database_url=empty_url, **SAFE | unsafe)

    for _start in range(2):
        check_start(settings)

        told = logged(capsys)
        assert told["check.waived", "public-url"].startswith("http://shop.example is not https")
        assert told["check.waived", "demo-accounts"] == "no account has the demo's password"


@pytest.mark.parametrize("waive", ["public_url", "public-url,nothing", "all", "*"])
def test_unknown_key_is_refused(waive: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(**SAFE | {"waive": waive})

    assert "'demo-accounts'" in str(refused.value)


@pytest.mark.parametrize(
    "program",
    [UVICORN, ("-m", "server", "serve"), ("-m", "server", "serve", "--workers", "2")],
    ids=["factory", "serve", "workers"],
)
def test_process_ends_with_one_line(tmp_path: Path, program: tuple[str, ...]) -> None:
    values = SAFE | {"public_url": "http://shop.example"}
    env = environment(**values, database_url=f"sqlite:///{tmp_path / 'new.db'}")

    ended = run(*program, env=env)

    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert line.startswith("Error: Production does not start. public-url: http://shop.example ")


def test_factory_names_a_wrong_setting_without_a_traceback() -> None:
    ended = run(*UVICORN, env=environment(token_lifetimes="60"))

    assert (ended.returncode, ended.stderr) == (
        1,
        "Error: There is no setting IMITATE_TOKEN_LIFETIMES.\n",
    )


def test_doctor_marks_each_check_and_a_waived_one_is_no_failure(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    values = SAFE | {"public_url": "http://shop.example", "database_url": url}
    migrated = command("migrate", env=environment(database_url=url))
    assert migrated.returncode == 0

    failed = command("doctor", env=environment(**values))
    waived = command("doctor", env=environment(**values, waive="public-url"))

    assert (failed.returncode, waived.returncode) == (1, 0)
    lines = [line.split(":")[0].split() for line in waived.stdout.splitlines()]
    assert ["waived", "configuration", "public-url"] in lines
    assert ["ok", "state", "migrations"] in lines
    assert ["failed", "configuration", "public-url"] in [
        line.split(":")[0].split() for line in failed.stdout.splitlines()
    ]


def test_states_are_what_may_change_while_the_server_runs() -> None:
    states = [check.value for check in Check if check.kind is CheckKind.STATE]

    audit_log = ["audit-log", "sealing", "triggers"]
    others = ["domains", "search", "webhooks", "jwt-keys", "integrations", "roles", "disk"]
    assert states == ["database", "clock", "migrations", *audit_log, *others]


@pytest.mark.parametrize(
    ("networks", "everybody"),
    [
        ((), False),
        (("10.0.0.0/8", "192.168.0.0/16", "203.0.113.7/32"), False),
        (("fc00::/7", "2001:db8::/32", "::1/128"), False),
        (("0.0.0.0/0",), True),
        (("::/0",), True),
        (("2000::/3",), True),
        (("0.0.0.0/1", "128.0.0.0/1"), True),
        (("::ffff:0:0/96", "10.0.0.1/32"), True),
        (tuple(f"{first}.0.0.0/8" for first in range(1, 224)), True),
    ],
)
def test_networks_of_everybody(networks: tuple[str, ...], *, everybody: bool) -> None:
    assert trusts_everybody(addresses.networks(networks)) is everybody
