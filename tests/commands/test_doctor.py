"""`doctor`: one line for each check, with the remedy."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db.engine.connections import Database
from db.migrate import migrate
from resolvers.audit.sealing import seal_new_events
from server.examination.configuration import file_system
from server.examination.database import of_clock
from server.examination.examine import examine
from server.settings.audit_keys import read_or_make
from server.settings.settings import Settings
from tests.audit.harms import drop_triggers
from tests.support.engines.kept import AUDIT_KEY, SECRET
from tests.support.servers import command, environment
from tests.support.shop import Shop

SAFE: dict[str, Any] = {
    "environment": "production",
    "secret": SECRET,
    "audit_key": AUDIT_KEY,
    "public_url": "https://shop.example",
    "trusted_proxies": "10.0.0.1",
}
MOUNTS = """\
overlay / overlay rw 0 0
tmpfs /tmp tmpfs rw 0 0
files:/shop /srv/shop nfs4 rw 0 0
/dev/sda1 /srv/shop/local ext4 rw 0 0
/dev/sdb1 /srv/shopping ext4 rw 0 0
"""


def verdicts(findings: Any) -> dict[str, str]:
    return {finding.check: str(finding.verdict) for finding in findings}


async def text_of(check: str, settings: Settings, **env: str) -> tuple[str, str]:
    (found,) = [one for one in await examine(settings, env) if one.check == check]
    return str(found.verdict), found.text


def settings_of(tmp_path: Path, **values: Any) -> Settings:
    return Settings(**{"database_url": f"sqlite:///{tmp_path / 'none.db'}", **SAFE, **values})


async def test_nothing_fails_in_a_safe_place(empty_url: str) -> None:
    await migrate(empty_url)

    findings = await examine(Settings(database_url=empty_url, **SAFE), {})

    found = verdicts(findings)
    assert found.pop("admin-pages") in {"ok", "warning"}  # this checkout need not be built
    assert set(found.values()) == {"ok"}
    is_sqlite = empty_url.startswith("sqlite")
    place = ["database-file"] if is_sqlite else ["database-tls", "database-hosts"]
    assert list(found) == [
        *("settings", "secret", "audit-key", "public-url", "trusted-proxies"),
        *("graphiql", "introspection", "consent", "plugins", "oidc", *place),
        *("database", "clock", "migrations", *([] if is_sqlite else ["database-pooler"])),
        *("audit-log", "sealing", "triggers", "demo-accounts", "domains", "search"),
        *("webhooks", "jwt-keys", "integrations", "roles", *(["disk"] if is_sqlite else [])),
    ]
    assert SECRET not in str(findings)
    assert AUDIT_KEY not in str(findings)


async def test_demo_accounts_fail_in_production_alone(shop: Shop) -> None:
    url = shop.settings.database_url
    cheap: dict[str, Any] = {"argon2_memory": 8, "argon2_time": 1}
    production = Settings(database_url=url, **SAFE, **cheap)

    assert (await text_of("demo-accounts", shop.settings))[0] == "ok"
    verdict, text = await text_of("demo-accounts", production)
    assert verdict == "failed"
    assert "admin, alice, bob@example.com, carol@example.com, customer100@example.com," in text
    assert "and 199 more is public" in text

    await shop.change("UPDATE users SET password_hash = 'another' WHERE username <> 'eve'")
    await shop.change("UPDATE customers SET password_hash = NULL")
    assert await text_of("demo-accounts", production) == (
        "failed",
        "the password of eve is public: delete or change them",
    )
    await shop.change("DELETE FROM users WHERE username = 'eve'")
    assert (await text_of("demo-accounts", production))[0] == "ok"


async def test_domains_that_an_earlier_release_stored_are_named(shop: Shop) -> None:
    assert (await text_of("domains", shop.settings))[0] == "ok"

    await shop.change("UPDATE sales_channel_domains SET url = 'https://ä,b' WHERE url LIKE '%/de'")

    assert await text_of("domains", shop.settings) == (
        "warning",
        "no request reaches 'https://\\xe4,b': save these domains with another URL",
    )


async def test_database_of_another_version_fails(empty_url: str) -> None:
    await migrate(empty_url)
    database = Database(empty_url)
    async with database.alchemy() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")

    verdict, text = await text_of("migrations", Settings(database_url=empty_url))

    assert verdict == "failed"
    assert text.startswith("at 0001, this version is 0")
    assert "imitate migrate" in text


async def test_e15_audit_log_without_its_checkpoint_fails(shop: Shop) -> None:
    await shop.agent("eve")
    await seal_new_events(shop.application)

    assert (await text_of("audit-log", shop.settings))[0] == "ok"
    await drop_triggers(shop)
    await shop.change("DELETE FROM audit_checkpoints")
    assert (await text_of("audit-log", shop.settings))[0] == "failed"


async def test_trigger_that_was_dropped_fails(shop: Shop) -> None:
    on_table = "" if shop.application.database.is_sqlite else " ON audit_events"

    assert (await text_of("triggers", shop.settings))[0] == "ok"
    await shop.change(f"DROP TRIGGER audit_events_wait{on_table}")
    verdict, text = await text_of("triggers", shop.settings)

    assert verdict == "failed"
    assert text.startswith("audit_events_wait is missing: ")


async def test_database_that_is_away_fails_and_its_password_is_not_told(tmp_path: Path) -> None:
    away = settings_of(tmp_path, database_url="postgresql://imitate:hush-hush@127.0.0.1:1/imitate")

    findings = await examine(away, {})

    assert verdicts(findings)["database"] == "failed"
    assert "clock" not in verdicts(findings)
    assert "hush-hush" not in str(findings)


async def test_looking_makes_no_file(tmp_path: Path) -> None:
    assert (await text_of("database", settings_of(tmp_path)))[0] == "failed"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("word", "says"),
    [("1", "1 means always"), ("FALSE", "false means never: customers who withdrew")],
)
async def test_flag_of_earlier_releases_is_translated(tmp_path: Path, word: str, says: str) -> None:
    settings = settings_of(tmp_path, consent_required=word)

    assert (await text_of("consent", settings, IMITATE_CONSENT_REQUIRED=word))[1].startswith(says)


@pytest.mark.parametrize(("mode", "verdict"), [(0o600, "ok"), (0o400, "ok"), (0o640, "warning")])
async def test_g3_file_of_a_secret_is_its_owners(tmp_path: Path, mode: int, verdict: str) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET)
    file.chmod(mode)
    env = {"IMITATE_SECRET_FILE": str(file)}

    findings = await examine(settings_of(tmp_path), env)

    assert verdicts(findings)["secret-files"] == verdict
    assert SECRET not in str(findings)


@pytest.mark.parametrize(
    ("mode", "folder", "verdict", "words"),
    [
        (0o600, 0o700, "ok", "1 given"),
        (0o440, 0o755, "ok", "1 given"),
        (0o644, 0o755, "failed", "everybody can read "),
        (0o660, 0o755, "failed", "others can change "),
        (0o602, 0o755, "failed", "others can change "),
        (0o600, 0o777, "failed", "others can change "),
        (0o600, 0o1777, "ok", "1 given"),
    ],
)
async def test_key_of_the_audit_log_is_its_owners(
    tmp_path: Path, mode: int, folder: int, verdict: str, words: str
) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    file = keys / "audit-key"
    file.write_text(AUDIT_KEY)
    file.chmod(mode)
    keys.chmod(folder)

    found = await text_of("audit-key", settings_of(tmp_path), IMITATE_AUDIT_KEY_FILE=str(file))

    assert (found[0], found[1].startswith(words)) == (verdict, True)
    assert AUDIT_KEY not in found[1]


async def test_key_that_development_has_made_is_its_owners(empty_url: str, tmp_path: Path) -> None:
    if not empty_url.startswith("sqlite"):
        return  # its key is in the folder that the process was started in
    settings = Settings(database_url=empty_url)
    await migrate(empty_url)
    read_or_make(settings)
    file = tmp_path / "empty.db.audit-key"

    made = await text_of("audit-key", settings)
    file.chmod(0o644)
    opened = await text_of("audit-key", settings)

    assert made == ("ok", f"made in development: {file}")
    assert opened[0] == "warning"


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("/srv/shop/imitate.db", "nfs4"),
        ("/srv/shop/local/imitate.db", "ext4"),
        ("/srv/shopping/imitate.db", "ext4"),
        ("/var/imitate.db", "overlay"),
    ],
)
def test_network_file_system_is_recognised(file: str, kind: str) -> None:
    assert file_system(Path(file), MOUNTS) == kind


@pytest.mark.parametrize(
    ("seconds", "verdict", "words"),
    [
        (2, "ok", "as the database's"),
        (-300, "warning", "300 seconds behind"),
        (300, "warning", "300 seconds ahead"),
    ],
)
def test_i8_clock_that_differs_is_told(seconds: int, verdict: str, words: str) -> None:
    found = of_clock(timedelta(seconds=seconds))

    assert found.verdict == verdict
    assert found.text.startswith(words)


def test_command_prints_a_line_each_and_ends_with_1(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'none.db'}"
    env = environment(**{**SAFE, "trusted_proxies": "10.0.0.1"}, database_url=url)

    ended = command("doctor", env=env)

    assert (ended.returncode, ended.stderr) == (1, "")
    lines = ended.stdout.splitlines()
    assert lines[0] == "ok       configuration  settings: read, for production"
    assert lines[-1] == (
        f"failed   state          database: there is no {tmp_path / 'none.db'}: "
        "run `imitate migrate`"
    )


def test_json_has_the_same_findings_and_what_is_waived(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'none.db'}"
    env = environment(**SAFE, database_url=url, waive="consent,public-url")

    ended, told = command("doctor", "--json", env=env), command("doctor", env=env)

    found = json.loads(ended.stdout)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert (found["environment"], found["waived"]) == ("production", ["consent", "public-url"])
    assert found["findings"][0] == {
        "check": "settings",
        "kind": "configuration",
        "verdict": "ok",
        "text": "read, for production; waived: consent, public-url",
    }
    lines = [
        f"{one['verdict']:8} {one['kind']:14} {one['check']}: {one['text']}"
        for one in found["findings"]
    ]
    assert lines == told.stdout.splitlines()
