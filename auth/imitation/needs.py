"""Decides what an imitation needs from others before its token is generated."""

from collections.abc import Sequence

from auth.vocabulary import ConsentRequired, ImitationAccess, ImitationRefusal


def needs(
    access: ImitationAccess,  # noqa: ARG001 - approvals depend on it
    *,
    consent_required: ConsentRequired,
) -> Sequence[ImitationRefusal]:
    """What an imitation with this access needs, in the order of the enum."""
    if consent_required is ConsentRequired.CALL:
        return [ImitationRefusal.SUPPORT_CODE_NEEDED]
    return []
