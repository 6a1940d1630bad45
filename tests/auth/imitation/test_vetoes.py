"""Words of plug-ins are one short line; an answer counts for the same facts, and not for long."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from auth.imitation.vetoes import Answer, Attempt, Veto, bounded, with_vetoes
from auth.vocabulary import ImitationRefusal

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
BOB = Attempt(
    step="redeem",
    user_id="1" * 32,
    username="alice",
    customer_id="2" * 32,
    customer_number="10001",
    customer_external_id="crm-7",
    customer_email="bob@example.com",
    sales_channel_id="3" * 32,
    access="FULL",
    reason="The cart looks empty to bob",
    reason_category="Orders",
)
OTHERS = dict.fromkeys(Attempt.__slots__, "4" * 32)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Legal hold", "Legal hold"),
        ("  Legal\r\n\thold\x00\x9f ", "Legal hold"),
        ("a\u2028b\u2029c\x85d", "a b c d"),
        ("\u202eLegal hold\u200b", "Legal hold"),
        ("\ud800lone", "lone"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("Ko\u0308ln", "K\u00f6ln"),
        ("x" * 200, "x" * 200),
        ("x" * 201, "x" * 199 + "\u2026"),
        ("x" * 1_000_000, "x" * 199 + "\u2026"),
        ("", ""),
        (" \u200b\u2800 ", ""),
        ("\u202e" * 5000 + "Legal hold", ""),
    ],
    ids=range(13),
)
def test_words_are_one_line_of_at_most_200_characters(words: str, shown: str) -> None:
    assert bounded(words) == shown


def test_an_answer_counts_for_the_same_facts_alone() -> None:
    answer = Answer(BOB, NOON, [])

    assert answer.counts_for(replace(BOB), now=NOON)
    for name, other in OTHERS.items():
        assert not answer.counts_for(replace(BOB, **{name: other}), now=NOON), name


@pytest.mark.parametrize(
    ("seconds", "counts"), [(-0.001, False), (0, True), (2, True), (2.001, False)]
)
def test_an_answer_counts_for_two_seconds(seconds: float, *, counts: bool) -> None:
    answer = Answer(BOB, NOON, [])

    assert answer.counts_for(BOB, now=NOON + timedelta(seconds=seconds)) is counts


def test_veto_is_the_last_reason() -> None:
    guest = ImitationRefusal.GUEST

    assert with_vetoes([guest], []) == [guest]
    assert with_vetoes([guest], [Veto("hold", "Legal hold")]) == [guest, ImitationRefusal.VETOED]
    assert list(ImitationRefusal)[-1] is ImitationRefusal.VETOED
