"""SECURITY.md's table has a row for every requirement, and names tests that exist."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
TEXT = (TESTS.parent / "SECURITY.md").read_text()
ROW = re.compile(r"^\| ([A-Q]\d{1,2}) \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
ROWS = dict(ROW.findall(TEXT))
COUNTS = {
    "A": 11,
    "B": 9,
    "C": 13,
    "D": 9,
    "E": 26,
    "F": 10,
    "G": 7,
    "H": 5,
    "I": 15,
    "J": 6,
    "K": 9,
    "L": 3,
    "M": 4,
    "N": 4,
    "O": 5,
    "Q": 3,
}


def test_every_requirement_has_a_row() -> None:
    assert list(ROWS) == [f"{part}{n}" for part, most in COUNTS.items() for n in range(1, most + 1)]


@pytest.mark.parametrize("number", ROWS)
def test_its_tests_are_there(number: str) -> None:
    named = re.findall(r"`([^`]+)::(\w+)`", ROWS[number])
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not re.search(rf"^(async )?def {name}\(", (TESTS / file).read_text(), re.MULTILINE)
    ]

    assert named
    assert ROWS[number].count("`") == 2 * len(named)
    assert missing == []
