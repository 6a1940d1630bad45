"""The landing kits of `integrations/` stay small, and share what is not written in a language."""

import re
from pathlib import Path

import pytest

INTEGRATIONS = Path(__file__).parents[2] / "integrations"
KITS = {
    "landing-starlette": "landing.py",
    "landing-django": "landing.py",
    "landing-express": "landing.mjs",
    "landing-php": "landing.php",
}
SHARED = ("banner.html", "banner.js", "landing.graphql")
COMMENT = re.compile(r"\s*(#|//|/\*\*).*|\s*")
DOCSTRING = re.compile(r'^\s*"""[^"]*"""$', re.MULTILINE)


@pytest.mark.parametrize("kit", KITS)
def test_a_kit_has_less_than_80_lines_of_code(kit: str) -> None:
    program = (INTEGRATIONS / kit / KITS[kit]).read_text(encoding="utf-8")

    code = DOCSTRING.sub("", program).splitlines()

    assert 40 < sum(COMMENT.fullmatch(line) is None for line in code) < 80


@pytest.mark.parametrize("name", SHARED)
def test_all_kits_have_the_same_banner_and_ask_the_same(name: str) -> None:
    copies = {(INTEGRATIONS / kit / name).read_text(encoding="utf-8") for kit in KITS}

    assert len(copies) == 1


@pytest.mark.parametrize("kit", KITS)
def test_a_kit_has_a_readme(kit: str) -> None:
    text = (INTEGRATIONS / kit / "README.md").read_text(encoding="utf-8")

    assert "../../docs/integrating.md" in text
    assert "IMITATE_ACCESS_KEY" in text
