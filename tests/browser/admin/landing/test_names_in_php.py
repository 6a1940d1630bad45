"""The banner of the kit in PHP shows names as they are, whatever they look like."""

import json
import subprocess

import pytest

from tests.project.test_landing_kits import INTEGRATIONS

PROGRAM = "require $argv[1]; $_SESSION = json_decode($argv[2], true); echo banner();"


@pytest.mark.beside
def test_a_name_that_looks_like_a_place_stays_a_name() -> None:
    who = {
        "imitatingUser": {"firstName": "Alice", "lastName": "Agent"},
        "customer": {"firstName": "{4}", "lastName": "<b>"},
        "imitation": {"access": "FULL", "idleExpiresAt": "2026-01-01T00:00:00Z"},
    }
    session = json.dumps({"imitation": {"context": who, "csrf": "of the form"}})
    kit = str(INTEGRATIONS / "landing-php" / "landing.php")

    shown = subprocess.run(
        ["php", "-r", PROGRAM, "--", kit, session], check=True, capture_output=True, text=True
    ).stdout

    assert "<strong>Alice Agent acts as {4} &lt;b&gt;.</strong>" in shown
    assert shown.count("of the form") == 1
