"""What an imitation needs before its token is generated."""

import pytest

from auth.imitation.needs import needs
from auth.vocabulary import ConsentRequired, ImitationAccess


@pytest.mark.parametrize("access", ImitationAccess)
def test_only_call_needs_a_support_code(access: ImitationAccess) -> None:
    found = {required: needs(access, consent_required=required) for required in ConsentRequired}

    assert [required for required, needed in found.items() if needed] == [ConsentRequired.CALL]
    assert found[ConsentRequired.CALL] == ["SUPPORT_CODE_NEEDED"]
