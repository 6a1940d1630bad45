"""`serverFindings`: what `doctor` says, for the administration of a server that runs."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from server.examination.examine import FRESH, Examination, examine
from server.settings.checks import Check
from tests.audit.harms import drop_triggers
from tests.support.clients import Agent
from tests.support.shop import OpenShop, Shop

TEXTS: Final = Path(__file__).parents[2] / "admin" / "src" / "texts" / "locales"


def told(findings: Any) -> list[tuple[str, str, str]]:
    """Without the texts, in which seconds stand."""
    return [(one["check"], one["kind"], one["verdict"]) for one in findings]


async def test_says_what_doctor_says(shop: Shop, admin: Agent) -> None:
    """Only the sealing is judged by the time, which stands still here."""
    answered = (await admin.run("admin/server-findings")).data

    found = [one for one in await examine(shop.settings, {}) if one.check != "sealing"]
    assert ("sealing", "STATE", "OK") in told(answered)
    assert [one for one in told(answered) if one[0] != "sealing"] == [
        (one.check.value, one.kind.name, one.verdict.name) for one in found
    ]
    assert answered[0]["text"] == found[0].text
    assert all(key.decode() not in str(answered) for key in shop.settings.secrets)


async def test_says_what_fails_and_what_was_waived(open_shop: OpenShop) -> None:
    shop = await open_shop(waive="triggers")
    await drop_triggers(shop)

    answered = (await (await shop.agent("admin")).run("admin/server-findings")).data

    assert ("triggers", "STATE", "WAIVED") in told(answered)


async def test_is_made_anew_twice_a_minute_at_most(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.touch(0o600)
    now = 0.0
    environment = {"IMITATE_SECRET_FILE": str(file)}
    examination = Examination(shop.settings, shop.application, environment, ticks=lambda: now)
    first = await examination()
    file.unlink()

    assert await examination() is first
    now = FRESH
    (found,) = [one for one in await examination() if one.check == "secret-files"]
    assert (found.verdict, found.text) == (
        "warning",
        f"IMITATE_SECRET_FILE: {file} is away: the next start fails without it",
    )


@pytest.mark.parametrize("language", ["de-DE", "en-GB"])
def test_each_check_has_a_name_in_the_administration(language: str) -> None:
    texts = json.loads((TEXTS / f"{language}.json").read_text(encoding="utf-8"))

    assert texts["serverFindings"]["check"].keys() == {check.value for check in Check}
