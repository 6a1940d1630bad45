"""What `doctor` finds of a pooler, of integrations that end, of named roles, and of the disk."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db.models import Integration
from db.pooling import Pooling
from server.examination.examine import examine
from server.examination.pooler import of_pooler
from server.examination.states.disk import of_free
from server.examination.states.integrations import of_integrations
from server.examination.states.roles import of_roles
from server.settings.settings import Settings
from tests.support.shop import Shop

NOW = datetime(2026, 1, 1, tzinfo=UTC)
GIB = 1 << 30


@pytest.mark.parametrize(
    ("settings", "found", "verdict", "words"),
    [
        ({}, Pooling(pooled=False, has_timeout=False), "ok", "none: none answers"),
        ({}, Pooling(pooled=True, has_timeout=True), "failed", "a pooler answers, which no"),
        (
            {"database_pooler": "transaction"},
            Pooling(pooled=True, has_timeout=True),
            "ok",
            "transaction: one answers",
        ),
        (
            {"database_pooler": "transaction"},
            Pooling(pooled=True, has_timeout=False),
            "warning",
            "statements have no time-out: ALTER DATABASE",
        ),
        (
            {"database_pool": 0},
            Pooling(pooled=True, has_timeout=True),
            "warning",
            "DATABASE_POOL=0 is read as",
        ),
    ],
)
def test_a_pooler_is_what_was_set(
    settings: dict[str, Any], found: Pooling, verdict: str, words: str
) -> None:
    told = of_pooler(Settings(**settings), found)

    assert told.verdict == verdict
    assert told.text.startswith(words)


def integration(label: str, days: int | None) -> Integration:
    at = None if days is None else NOW + timedelta(days=days)
    return Integration(label=label, client_id=label, created_at=NOW, expires_at=at)


def test_integrations_that_end_within_thirty_days_are_named() -> None:
    later = [integration("later", 31), integration("never", None)]
    soon = [integration("CRM", 29), integration("Telephone", -1)]

    assert of_integrations(later, NOW).text == "2 active, none ends soon"
    told = of_integrations([*later, *soon], NOW)
    assert told.verdict == "warning"
    assert told.text.startswith("Telephone (2025-12-31), CRM (2026-01-30): ")
    many = of_integrations([integration(str(number), 1) for number in range(7)], NOW)
    assert " and 2 more: " in many.text


def test_roles_that_settings_name_and_nobody_made() -> None:
    corp = {"name": "corp", "issuer": "https://id.example", "client_id": "x", "client_secret": "x"}
    settings = Settings.model_validate(
        {
            "factor_required_roles": "admin,Suport",
            "step_up_roles": "Support=60",
            "oidc_providers": (corp | {"roles": "a=*,b=Lead"},),
        }
    )

    assert of_roles(settings, {"Support", "Suport", "Lead"}).verdict == "ok"
    told = of_roles(settings, {"Support"})
    assert told.verdict == "warning"
    assert told.text.startswith(
        "no role has the name 'Suport' (FACTOR_REQUIRED_ROLES), 'Lead' (OIDC_CORP_ROLES): "
    )


@pytest.mark.parametrize(
    ("free", "total", "verdict"),
    [
        (2 * GIB, 10 * GIB, "ok"),
        (2 * GIB, 100 * GIB, "warning"),
        (GIB - 1, GIB, "warning"),
        ((100 << 20) - 1, GIB, "failed"),
    ],
)
def test_a_disk_that_fills_is_told(free: int, total: int, verdict: str) -> None:
    assert of_free(free, total, Path("imitate.db")).verdict == verdict


@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
async def test_a_file_that_takes_no_writes_fails(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may write everything, so the answer of the system is given here."""
    monkeypatch.setattr("os.access", lambda *_arguments: False)

    (found,) = [one for one in await examine(shop.settings, {}) if one.check == "disk"]

    assert found.verdict == "failed"
    assert "takes no writes" in found.text
