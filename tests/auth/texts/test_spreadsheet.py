"""Cells that a spreadsheet would run, and those that it would not."""

import pytest

from auth.texts.spreadsheet import harmless


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 123", "'+49 30 123"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\n \t@x", "'\n' \t'@x"),
        ("\u00a0\u200b=1", "'\u00a0\u200b=1"),
        ("\uff1dcmd|' /c calc'!A0", "'\uff1dcmd|' /c calc'!A0"),
        ("\uff0b1", "'\uff0b1"),
        ("\uff0d1", "'\uff0d1"),
        ("\uff20x", "'\uff20x"),
        ("a;=1", "a;'=1"),
        ("a; \uff1d1", "a;' \uff1d1"),
        ('a;"=1', "a;'\"=1"),
        ('a;""=1', 'a;\'""=1'),
        ("Bob Builder", "Bob Builder"),
        ("a=b, c-d; e@f", "a=b, c-d; e@f"),
        ("2026-06-01T12:00:00+00:00", "2026-06-01T12:00:00+00:00"),
        ("", ""),
    ],
)
def test_no_formula_can_begin(cell: str, expected: str) -> None:
    assert harmless(cell) == expected
    assert harmless(harmless(cell)) == harmless(cell)
