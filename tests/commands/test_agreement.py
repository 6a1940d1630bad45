"""`doctor` and `serve` agree on every unsafe setting: what fails there does not start here."""

from pathlib import Path
from typing import Any, Final

import pytest

from auth.vocabulary import CheckKind
from db.migrate import migrate
from server.examination import configuration
from server.examination.examine import examine
from server.examination.start import UnsafeConfiguration, check_start
from server.settings.checks import Check
from server.settings.secret_keys import DEVELOPMENT
from server.settings.settings import Settings
from server.settings.sign_in.provider_settings import ProviderSettings
from tests.support.engines.kept import AUDIT_KEY, SECRET
from tests.support.shop import Shop

SAFE: Final[dict[str, Any]] = {
    "environment": "production",
    "secret": SECRET,
    "audit_key": AUDIT_KEY,
    "public_url": "https://shop.example",
    "trusted_proxies": "10.0.0.1",
}
AWAY = "postgresql://alice@no-such-host.invalid"
DEVELOPED = {"environment": "development"}
PROVIDER = {"name": "corp", "client_id": "imitate", "client_secret": "hush", "roles": "a=Support"}
HTTP = (ProviderSettings.model_validate({**PROVIDER, "issuer": "http://id.example"}),)
HTTPS = (ProviderSettings.model_validate({**PROVIDER, "issuer": "https://id.example"}),)
NO_ROLES = (HTTPS[0].model_copy(update={"roles": ()}),)
UNSAFE: Final[list[tuple[str, dict[str, Any], str]]] = [
    ("secret", {"secret": "ab" * 16}, "failed"),
    ("secret", {"secret": f"{SECRET},{'ab' * 16}"}, "failed"),
    ("secret", {"secret": "ab" * 16, **DEVELOPED}, "warning"),
    ("secret", {"secret": DEVELOPMENT, **DEVELOPED}, "warning"),
    ("secret", {"secret": "correct-horse-battery-staple-please"}, "warning"),
    ("secret", {"metrics_token": "m" * 32}, "failed"),
    ("secret", {"audit_read_token": "0123456789abcdef" * 2}, "failed"),
    ("audit-key", {"audit_key": None}, "failed"),
    ("public-url", {"public_url": "http://shop.example"}, "failed"),
    ("public-url", {"public_url": "http://shop.example", **DEVELOPED}, "warning"),
    ("public-url", {"public_url": "http://shop.example", "waive": "public-url"}, "waived"),
    ("public-url", {"public_url": "https://shop.example/imitate"}, "warning"),
    ("trusted-proxies", {"trusted_proxies": ""}, "warning"),
    ("trusted-proxies", {"trusted_proxies": "10.0.0.1,0.0.0.0/0"}, "failed"),
    ("trusted-proxies", {"trusted_proxies": "::/0"}, "failed"),
    ("graphiql", {"graphiql": True}, "warning"),
    ("graphiql", {"waive": "public-url", **DEVELOPED}, "ok"),
    ("introspection", {"introspection": True}, "warning"),
    ("consent", {"consent_required": "always"}, "ok"),
    ("consent", {"consent_required": "never"}, "warning"),
    ("plugins", {"plugins": "nope"}, "failed"),
    ("plugins", {"plugins": "nope", "waive": "plugins"}, "failed"),
    ("oidc", {"oidc_providers": HTTP}, "failed"),
    ("oidc", {"oidc_providers": HTTP, **DEVELOPED}, "warning"),
    ("oidc", {"oidc_providers": HTTPS}, "ok"),
    ("oidc", {"oidc_providers": NO_ROLES}, "warning"),
    ("oidc", {"oidc_providers": HTTPS, "local_passwords": "emergency"}, "warning"),
    ("database-tls", {"database_url": f"{AWAY}/shop"}, "warning"),
    ("database-tls", {"database_url": f"{AWAY}/shop?sslmode=prefer"}, "warning"),
    ("database-tls", {"database_url": f"{AWAY}/shop?sslmode=require"}, "warning"),
    (
        "database-tls",
        {"database_url": f"{AWAY}/shop?sslmode=verify-full&sslrootcert=system"},
        "ok",
    ),
    ("database-hosts", {"database_url": f"{AWAY},localhost:1/shop"}, "warning"),
    (
        "database-hosts",
        {"database_url": f"{AWAY},localhost:1/shop?target_session_attrs=read-write"},
        "ok",
    ),
]
# Those that a setting alone does not make unsafe; their own tests are below, or named.
ELSEWHERE: Final = {
    "settings",  # wrong ones stop everything: tests/settings
    "secret-files",  # test_doctor.py: only warns
    "admin-pages",  # only warns: whether they are built
    "database-pooler",  # test_doctor.py: only warns
    "database-file",
    "demo-accounts",
}


async def verdict_of(check: str, settings: Settings) -> str:
    (found,) = [one for one in await examine(settings, {}) if one.check == check]
    return str(found.verdict)


def starts(settings: Settings) -> bool:
    """Whether a process of `serve`, or of another ASGI server, would start."""
    try:
        check_start(settings)
    except UnsafeConfiguration:
        return False
    return True


@pytest.mark.parametrize(("check", "changed", "verdict"), UNSAFE)
async def test_what_fails_does_not_start(
    tmp_path: Path, check: str, changed: dict[str, Any], verdict: str
) -> None:
    settings = Settings(**{"database_url": f"sqlite:///{tmp_path / 'no.db'}", **SAFE, **changed})

    assert await verdict_of(check, settings) == verdict
    assert starts(settings) is (verdict != "failed")


def test_every_check_of_the_configuration_is_in_the_table() -> None:
    configured = {check.value for check in Check if check.kind is CheckKind.CONFIGURATION}

    assert {check for check, _, _ in UNSAFE} == configured - ELSEWHERE


async def test_a_file_on_a_network_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"files:/shop {tmp_path.resolve()} nfs4 rw 0 0\n")
    monkeypatch.setattr(configuration, "MOUNTS", mounts)
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'no.db'}", **SAFE)

    assert await verdict_of("database-file", settings) == "failed"
    assert not starts(settings)


async def test_demo_accounts_do_not_start(shop: Shop) -> None:
    cheap: dict[str, Any] = {"argon2_memory": 8, "argon2_time": 1}
    settings = Settings(database_url=shop.settings.database_url, **SAFE, **cheap)

    assert await verdict_of("demo-accounts", settings) == "failed"
    assert not starts(settings)


async def test_a_state_that_fails_starts(empty_url: str) -> None:
    """An operator mends it while the server runs."""
    settings = Settings(database_url=empty_url, **SAFE)
    failing = "database" if settings.sqlite_file else "migrations"

    assert await verdict_of(failing, settings) == "failed"
    assert starts(settings)
    await migrate(empty_url)
    assert await verdict_of(failing, settings) == "ok"
