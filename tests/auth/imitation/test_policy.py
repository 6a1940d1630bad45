"""The rule whether a user may imitate a customer: each reason alone, all of them, their order."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from auth.imitation.consent import consent_of
from auth.imitation.policy import (
    ChannelFacts,
    CustomerFacts,
    channel_refusals,
    end_reason,
    may_imitate,
    may_imitate_anywhere,
    may_use_channel,
)
from auth.vocabulary import Consent, ConsentRequired, ImitationRefusal

BOB = CustomerFacts(guest=False, active=True, consent=Consent.GIVEN, bound_sales_channel_id=None)
STOREFRONT = ChannelFacts(id="s", active=True, headless=False, has_domain=True)
OUTLET = replace(STOREFRONT, id="o")
HEADLESS = ChannelFacts(id="h", active=True, headless=True, has_domain=False)


def reasons(
    customer: CustomerFacts = BOB,
    channel: ChannelFacts = STOREFRONT,
    *,
    privileged: bool = True,
    below_limit: bool = True,
    consent_required: ConsentRequired = ConsentRequired.ALWAYS,
) -> list[str]:
    found = may_imitate(
        customer=customer,
        channel=channel,
        privileged=privileged,
        below_limit=below_limit,
        consent_required=consent_required,
    )
    return [str(reason) for reason in found]


def anywhere(
    customer: CustomerFacts, *channels: ChannelFacts, below_limit: bool = True
) -> list[str]:
    found = may_imitate_anywhere(
        customer=customer,
        channels=channels,
        privileged=True,
        below_limit=below_limit,
        consent_required=ConsentRequired.NEVER,
    )
    return [str(reason) for reason in found]


def test_nothing_against_an_active_account_in_an_open_storefront() -> None:
    assert reasons() == []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"customer": replace(BOB, guest=True)}, "GUEST"),
        ({"customer": replace(BOB, active=False)}, "CUSTOMER_INACTIVE"),
        ({"customer": replace(BOB, consent=Consent.WITHDRAWN)}, "CONSENT_MISSING"),
        ({"customer": replace(BOB, bound_sales_channel_id="o")}, "BOUND_TO_ANOTHER_CHANNEL"),
        ({"channel": replace(STOREFRONT, active=False)}, "CHANNEL_INACTIVE"),
        ({"channel": replace(STOREFRONT, has_domain=False)}, "NO_TARGET"),
        ({"privileged": False}, "MISSING_PRIVILEGE"),
        ({"below_limit": False}, "TOO_MANY_IMITATIONS"),
    ],
)
def test_one_fact_is_one_reason(changed: dict[str, Any], reason: str) -> None:
    assert reasons(**changed) == [reason]


def test_all_facts_are_all_reasons_in_one_order() -> None:
    customer = CustomerFacts(
        guest=True, active=False, consent=Consent.NOT_ASKED, bound_sales_channel_id="o"
    )
    channel = ChannelFacts(id="s", active=False, headless=False, has_domain=False)

    assert reasons(customer, channel, privileged=False, below_limit=False) == [
        "GUEST",
        "CUSTOMER_INACTIVE",
        "CONSENT_MISSING",
        "NO_TARGET",
        "BOUND_TO_ANOTHER_CHANNEL",
        "CHANNEL_INACTIVE",
        "MISSING_PRIVILEGE",
        "TOO_MANY_IMITATIONS",
    ]


@pytest.mark.parametrize(
    ("required", "enough"),
    [
        (ConsentRequired.UNLESS_WITHDRAWN, {Consent.NOT_ASKED, Consent.GIVEN}),
        (ConsentRequired.ALWAYS, {Consent.GIVEN}),
        (ConsentRequired.CALL, {Consent.NOT_ASKED, Consent.GIVEN}),
        (ConsentRequired.NEVER, set(Consent)),
    ],
)
def test_setting_says_which_consent_is_enough(
    required: ConsentRequired, enough: set[Consent]
) -> None:
    for consent in Consent:
        expected = [] if consent in enough else ["CONSENT_MISSING"]
        found = reasons(replace(BOB, consent=consent), consent_required=required)
        assert found == expected


@pytest.mark.parametrize(
    ("given", "changed", "consent"),
    [
        (False, False, Consent.NOT_ASKED),
        (False, True, Consent.WITHDRAWN),
        (True, True, Consent.GIVEN),
        (True, False, Consent.GIVEN),  # by an earlier release, which stored no time
    ],
)
def test_consent_has_three_states(*, given: bool, changed: bool, consent: Consent) -> None:
    assert consent_of(given=given, changed=changed) is consent


def test_bound_customer_enters_their_own_channel() -> None:
    assert reasons(replace(BOB, bound_sales_channel_id="s")) == []


def test_headless_channel_needs_no_domain() -> None:
    assert reasons(channel=HEADLESS) == []


@pytest.mark.parametrize("facts", list(product([True, False], repeat=7)))
def test_every_combination_names_exactly_its_facts(facts: tuple[bool, ...]) -> None:
    guest, active, consent, bound_elsewhere, channel_active, privileged, below_limit = facts
    said = Consent.GIVEN if consent else Consent.NOT_ASKED
    customer = CustomerFacts(guest, active, said, "o" if bound_elsewhere else None)

    channel = replace(STOREFRONT, active=channel_active)
    found = reasons(customer, channel, privileged=privileged, below_limit=below_limit)

    expected = {
        ImitationRefusal.GUEST: guest,
        ImitationRefusal.CUSTOMER_INACTIVE: not active,
        ImitationRefusal.CONSENT_MISSING: not consent,
        ImitationRefusal.BOUND_TO_ANOTHER_CHANNEL: bound_elsewhere,
        ImitationRefusal.CHANNEL_INACTIVE: not channel_active,
        ImitationRefusal.MISSING_PRIVILEGE: not privileged,
        ImitationRefusal.TOO_MANY_IMITATIONS: not below_limit,
    }
    assert found == [str(reason) for reason, holds in expected.items() if holds]


def test_one_open_channel_is_enough() -> None:
    closed = replace(STOREFRONT, active=False)

    assert anywhere(BOB, closed, HEADLESS) == []


def test_user_without_room_has_none_anywhere() -> None:
    assert anywhere(BOB, STOREFRONT, below_limit=False) == ["TOO_MANY_IMITATIONS"]


def test_nowhere_to_go_is_no_target() -> None:
    assert anywhere(BOB) == ["NO_TARGET"]
    assert anywhere(BOB, replace(STOREFRONT, active=False)) == ["NO_TARGET"]


def test_bound_customers_own_channel_says_why() -> None:
    carol = replace(BOB, bound_sales_channel_id="o")

    assert anywhere(carol, STOREFRONT, OUTLET) == []
    assert anywhere(carol, STOREFRONT, replace(OUTLET, active=False)) == [
        "NO_TARGET",
        "CHANNEL_INACTIVE",
    ]


@pytest.mark.parametrize(("bound", "allowed"), [(None, True), ("s", True), ("o", False)])
def test_bound_customer_uses_no_other_channel(bound: str | None, *, allowed: bool) -> None:
    refusals = channel_refusals(replace(BOB, bound_sales_channel_id=bound), STOREFRONT)

    assert may_use_channel(bound, "s") is allowed
    assert refusals == ([] if allowed else ["BOUND_TO_ANOTHER_CHANNEL"])


@pytest.mark.parametrize(
    ("refusals", "reason"),
    [
        ([], None),
        (["GUEST"], "CUSTOMER_DEACTIVATED"),
        (["CUSTOMER_INACTIVE", "CONSENT_MISSING"], "CUSTOMER_DEACTIVATED"),
        (["CONSENT_MISSING"], "CONSENT_WITHDRAWN"),
        (["NO_TARGET"], "CHANNEL_DEACTIVATED"),
        (["BOUND_TO_ANOTHER_CHANNEL"], "CUSTOMER_DEACTIVATED"),
        (["CHANNEL_INACTIVE"], "CHANNEL_DEACTIVATED"),
        (["MISSING_PRIVILEGE"], "PRIVILEGE_LOST"),
        (["TOO_MANY_IMITATIONS"], None),
    ],
)
def test_first_refusal_says_why_an_imitation_ends(refusals: list[str], reason: str | None) -> None:
    assert end_reason([ImitationRefusal(refusal) for refusal in refusals]) == reason
