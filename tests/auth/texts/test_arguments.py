"""The texts of clients that are accepted, and the form in which they are stored."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from auth.errors import Invalid
from auth.texts import arguments

ID = "0123456789abcdef0123456789abcdef"
CONTROLS = ["\x00", "\n", "\r", "\t", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\ud800"]


def field_of(check: Callable[..., Any], *values: Any, **others: Any) -> object:
    """The field that the refusal names."""
    with pytest.raises(Invalid) as refusal:
        check(*values, **others)
    assert refusal.value.extensions["code"] == "VIOLATION::INVALID"
    return refusal.value.extensions["field"]


def test_id_is_32_lower_case_hex_characters() -> None:
    assert arguments.identifier(ID, field="id") == ID


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "x",
        ID[:-1],
        ID + "0",
        ID.upper(),
        "g" + ID[1:],
        ID + "\n",
        f" {ID}",
        "\u0660" * 32,
        "\x00",
    ],
)
def test_other_ids_are_refused(sent: str) -> None:
    assert field_of(arguments.identifier, sent, field="customerId") == "customerId"


def test_line_is_stripped_and_composed() -> None:
    assert arguments.line("  Zoe\u0308  ", field="f", longest=3) == "Zoë"


@pytest.mark.parametrize("control", CONTROLS)
def test_control_characters_are_refused(control: str) -> None:
    assert field_of(arguments.printable, f"a{control}b", field="f") == "f"


@pytest.mark.parametrize(("shortest", "longest", "sent"), [(1, 3, "  "), (1, 3, "abcd")])
def test_line_outside_its_length_is_refused(shortest: int, longest: int, sent: str) -> None:
    assert field_of(arguments.line, sent, field="f", shortest=shortest, longest=longest) == "f"


def test_email_has_a_key_and_stays_as_typed() -> None:
    assert arguments.email(" Bob@Example.COM ") == ("bob@example.com", "Bob@Example.COM")
    assert arguments.email("bob@example.com") == ("bob@example.com", None)


@pytest.mark.parametrize(
    "sent", ["", "bob", "@example.com", "bob@", "a b@c.d", "a@b@c", f"{'x' * 65}@a.b", "a@.b"]
)
def test_other_addresses_are_refused(sent: str) -> None:
    assert field_of(arguments.email, sent) == "email"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("https://shop.example/de/", "https://shop.example/de"),
        ("HTTP://Shop.Example:8000", "http://shop.example:8000"),
    ],
)
def test_domain_is_kept_without_slash_and_in_lower_case(sent: str, kept: str) -> None:
    assert arguments.domain_url(sent, field="url") == kept


@pytest.mark.parametrize(
    "sent",
    [
        "shop.example",
        "ftp://shop.example",
        "javascript:alert(1)",
        "https://",
        "https://a b",
        "https://user@shop.example",
        "https://shop.example?x=1",
        "https://shop.example#x",
        "https://shop.example:99999",
        "https://[::1",
    ],
)
def test_other_domains_are_refused(sent: str) -> None:
    assert field_of(arguments.domain_url, sent, field="url") == "url"


@pytest.mark.parametrize(
    "sent",
    [
        datetime(2026, 6, 1, 12),  # noqa: DTZ001 - a time without zone is what must be refused
        datetime(1969, 12, 31, tzinfo=UTC),
        datetime(2200, 1, 1, tzinfo=UTC),
    ],
)
def test_time_without_offset_or_out_of_range_is_refused(sent: datetime) -> None:
    assert field_of(arguments.moment, sent, field="since") == "since"


def test_time_with_any_offset_is_taken() -> None:
    sent = datetime(2026, 6, 1, 12, tzinfo=timezone(timedelta(hours=5)))

    assert arguments.moment(sent, field="since") == sent


@pytest.mark.parametrize(("size", "taken"), [(0, False), (1, True), (100, True), (101, False)])
def test_page_has_1_to_100_rows(size: int, *, taken: bool) -> None:
    if taken:
        assert arguments.page_size(size) == size
    else:
        assert field_of(arguments.page_size, size) == "first"
