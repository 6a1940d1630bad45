"""The rules of reasons: their length, the pattern that finds something in them, their category."""

from dataclasses import replace

import pytest

from auth.errors import Invalid
from auth.imitation.reasons import category, check_categories, check_pattern, reason
from auth.rules import Rules
from server.settings.settings import Settings

RULES = Settings().rules
STRICT = replace(RULES, reason_required=True, reason_categories=("Delivery", "Grund mit Ümlaut"))
TICKET = replace(RULES, reason_min_length=1, reason_pattern=r"\b[A-Z]{2,5}-\d+\b")


def field_of_refusal(value: str | None, rules: Rules) -> str:
    with pytest.raises(Invalid) as refused:
        reason(value, rules)
    return str(refused.value.extensions["field"])


@pytest.mark.parametrize("length", [10, 500])
def test_reason_has_10_to_500_characters(length: int) -> None:
    assert reason("x" * length, RULES) == "x" * length


@pytest.mark.parametrize("sent", ["", "x" * 9, "x" * 501, " " * 20, "two lines\nof reason"])
@pytest.mark.parametrize("rules", [RULES, STRICT], ids=["optional", "required"])
def test_other_reasons_are_refused(sent: str, rules: Rules) -> None:
    assert field_of_refusal(sent, rules) == "reason"


def test_no_reason_is_refused_only_where_one_is_required() -> None:
    assert reason(None, RULES) is None
    assert field_of_refusal(None, STRICT) == "reason"


def test_ticket_number_is_a_reason_where_it_is_the_custom() -> None:
    short = replace(RULES, reason_min_length=4)

    assert reason(" 4711 ", short) == "4711"
    assert field_of_refusal("471", short) == "reason"
    assert field_of_refusal("47\u200d\u200d1", short) == "reason"


@pytest.mark.parametrize("sent", ["SUP-1", "see SUP-4711: the cart looks empty", "(SUP-12)"])
def test_pattern_finds_something_in_the_reason(sent: str) -> None:
    assert reason(sent, TICKET) == sent


@pytest.mark.parametrize("sent", ["sup-1", "SUP 4711", "SUP-", "SUP-\uff14", "SUPPORT-1"])
def test_reason_in_which_it_finds_nothing_is_refused(sent: str) -> None:
    assert field_of_refusal(sent, TICKET) == "reason"
    assert reason(None, TICKET) is None


def test_anchors_make_it_the_whole_reason() -> None:
    whole = replace(TICKET, reason_pattern=r"^T-\d{4}$")

    assert reason("T-4711", whole) == "T-4711"
    assert field_of_refusal("T-4711 and more", whole) == "reason"


@pytest.mark.parametrize("pattern", [r"^(a+)+$", r"^(a|aa)*b$", r"(.*)*x", r"^(\w+\s?)*$"])
def test_no_pattern_hangs(pattern: str) -> None:
    """Backtracking would take longer than the universe has lasted; a test that hangs fails."""
    rules = replace(RULES, reason_pattern=check_pattern(pattern))

    for text in ("a" * 499 + "!", "a" * 500):
        try:
            assert reason(text, rules) == text
        except Invalid as refused:
            assert refused.extensions["field"] == "reason"  # noqa: PT017 - either is right


@pytest.mark.parametrize(
    ("pattern", "cause"),
    [
        ("(", "missing"),
        ("[a", "missing"),
        (r"(a)\1", "invalid escape"),
        ("(?=a)", "invalid perl operator"),
        ("a{1001}", "invalid repetition size"),
        ("((((a{100}){100}){100}){100})", "invalid repetition size"),
        ("x" * 501, "at most 500"),
    ],
)
def test_pattern_that_re2_cannot_read_is_refused(
    pattern: str, cause: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match=cause):
        check_pattern(pattern)
    assert capfd.readouterr() == ("", "")


def test_category_is_one_of_those_of_the_settings() -> None:
    assert category("Grund mit Ümlaut", STRICT) == "Grund mit Ümlaut"
    assert category(None, replace(STRICT, reason_required=False)) is None
    assert category(None, replace(STRICT, reason_categories=())) is None


@pytest.mark.parametrize("sent", [None, "", "delivery", "Delivery ", "Grund mit U\u0308mlaut"])
def test_every_other_category_is_refused(sent: str | None) -> None:
    with pytest.raises(Invalid) as refused:
        category(sent, STRICT)
    assert refused.value.extensions["field"] == "reasonCategory"


def test_any_category_is_refused_where_there_are_none() -> None:
    with pytest.raises(Invalid):
        category("Delivery", RULES)


def test_categories_are_kept_in_their_order() -> None:
    assert check_categories(["Zoo ", "Mu\u0308ll"]) == ("Zoo", "Müll")


@pytest.mark.parametrize(
    ("values", "cause"),
    [
        (["Delivery", "delivery"], "equal"),
        (["x" * 65], "1 to 64"),
        (["a\tb"], "1 to 64"),
        ([str(number) for number in range(51)], "at most 50"),
    ],
)
def test_other_categories_are_refused(values: list[str], cause: str) -> None:
    with pytest.raises(ValueError, match=cause):
        check_categories(values)
