"""The form of support codes, and which of them counts."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from auth import support_codes
from auth.errors import Invalid
from auth.support_codes import StoredCode

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
KEY, OLD = b"k" * 32, b"o" * 32
IDS = {"customer_id": "b" * 32, "sales_channel_id": "5" * 32}
STORED = support_codes.hash_of("012345", key=KEY, **IDS)


def fits(code: str = "012345", *, now: datetime = NOW, wrong: int = 4, **other: str) -> bool:
    stored = StoredCode(STORED, NOW + timedelta(minutes=10), wrong)
    return support_codes.fits(stored, code, keys=(OLD, KEY), now=now, **{**IDS, **other})


def test_new_ones_have_six_digits() -> None:
    codes = {support_codes.new() for _ in range(50)}

    assert all(re.fullmatch("[0-9]{6}", code) for code in codes)
    assert len(codes) > 40


@pytest.mark.parametrize(
    "typed",
    ["012345", " 012 345 ", "０１２３４５", "٠١٢٣٤٥", "01\u200b23\u00a045\r\n"],  # noqa: RUF001 - digits of other scripts
)
def test_digits_of_any_script_and_blanks_are_read(typed: str) -> None:
    assert support_codes.normal(typed) == "012345"


@pytest.mark.parametrize("typed", ["", "01234", "0123456", "01234x", "-12345", "²12345", "0" * 99])
def test_what_is_no_code_is_invalid(typed: str) -> None:
    with pytest.raises(Invalid) as raised:
        support_codes.normal(typed)

    assert raised.value.extensions["field"] == "supportCode"


def test_stored_code_fits_itself_alone() -> None:
    assert fits()
    assert not fits("012346")
    assert not fits(customer_id="c" * 32)
    assert not fits(sales_channel_id="6" * 32)
    assert not fits(now=NOW + timedelta(minutes=10))
    assert not fits(wrong=5)
    assert not support_codes.fits(None, "012345", keys=(KEY,), now=NOW, **IDS)
    empty = StoredCode(None, None, 0)
    assert not support_codes.fits(empty, "012345", keys=(KEY,), now=NOW, **IDS)


def test_hash_needs_the_key() -> None:
    assert support_codes.hash_of("012345", key=OLD, **IDS) != STORED
