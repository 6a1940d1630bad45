"""The plug-in of `integrations/` works as a package, and docs/plugins.md describes it as it is."""

import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from auth.imitation.vetoes import Attempt
from server.plugins import asking
from tests.support.shop import OpenShop

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "integrations" / "plugin-example"
GUIDE = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
GENERATE = "admin/generate-imitate-customer-token"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the package was installed."""
    folder = tmp_path_factory.mktemp("installed")
    run = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--offline", "--no-deps"]
    run += ["--no-build-isolation", "--python", sys.executable, "--target", str(folder)]
    subprocess.run([*run, str(EXAMPLE)], check=True, timeout=60)
    return folder


def test_its_own_tests_pass() -> None:
    env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "pyproject.toml"]

    told = subprocess.run(
        run, cwd=EXAMPLE, env=env, capture_output=True, text=True, timeout=60, check=False
    )

    assert "2 passed" in told.stdout, told.stdout + told.stderr


async def test_keeps_customers_on_hold_from_being_imitated(
    installed: Path, open_shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = installed / "held"
    held.write_text("10001\n")
    monkeypatch.setattr(asking, "DEADLINE", 10.0)
    monkeypatch.setenv("LEGAL_HOLD_FILE", str(held))
    monkeypatch.syspath_prepend(installed)
    shop = await open_shop(plugins="legal-hold")
    alice = await shop.agent("alice")
    ids = {"customerId": shop.customer("bob"), "salesChannelId": shop.channel("Storefront")}

    refused = await alice.run(GENERATE, **ids)
    held.write_text("10002\n")
    made = await alice.run(GENERATE, **ids)
    held.unlink()
    redeemed = await shop.visitor().redeem(made.data["token"])

    assert refused.error["vetoes"] == ["Legal hold: ask the lawyers first."]
    assert redeemed.code == "CHECKOUT__IMITATE_CUSTOMER_INVALID_TOKEN"
    assert await shop.rows("contexts") == []


def test_guide_shows_its_code_and_every_value() -> None:
    (shown,) = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    _, _, rows = GUIDE.partition("| value | holds |\n")
    named = [
        name
        for row in rows.partition("\n\n")[0].splitlines()
        for name in re.findall(r"`(\w+)`", row.split("|")[1])
    ]

    assert shown in (EXAMPLE / "legal_hold.py").read_text(encoding="utf-8")
    assert sorted(named) == sorted(field.name for field in fields(Attempt))
