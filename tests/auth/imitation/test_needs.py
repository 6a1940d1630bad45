"""What an imitation needs before its token is generated."""

from dataclasses import replace

import pytest

from auth.imitation.approval import NOTHING_NEEDS, ApprovalFacts
from auth.imitation.needs import needs
from auth.vocabulary import ConsentRequired, ImitationAccess
from server.settings.settings import Settings

RULES = Settings().rules
FULL, READ_ONLY = ImitationAccess.FULL, ImitationAccess.READ_ONLY


@pytest.mark.parametrize("access", ImitationAccess)
def test_only_call_needs_a_support_code(access: ImitationAccess) -> None:
    found = {
        required: needs(
            access, approval=NOTHING_NEEDS, rules=replace(RULES, consent_required=required)
        )
        for required in ConsentRequired
    }

    assert [required for required, needed in found.items() if needed] == [ConsentRequired.CALL]
    assert found[ConsentRequired.CALL] == ["SUPPORT_CODE_NEEDED"]


@pytest.mark.parametrize("fact", ["role_needs", "customer_needs", "cleared"])
def test_each_cause_of_an_approval_counts_for_full_access_alone(fact: str) -> None:
    approval: ApprovalFacts = replace(NOTHING_NEEDS, **{fact: True})
    call = replace(RULES, consent_required=ConsentRequired.CALL)

    assert needs(FULL, approval=approval, rules=RULES) == ["APPROVAL_NEEDED"]
    assert needs(READ_ONLY, approval=approval, rules=RULES) == []
    assert needs(FULL, approval=approval, rules=call) == ["APPROVAL_NEEDED", "SUPPORT_CODE_NEEDED"]


def test_setting_needs_approvals_of_all() -> None:
    everywhere = replace(RULES, approval_required=True)

    assert needs(FULL, approval=NOTHING_NEEDS, rules=everywhere) == ["APPROVAL_NEEDED"]
    assert needs(READ_ONLY, approval=NOTHING_NEEDS, rules=everywhere) == []
