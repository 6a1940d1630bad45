"""Decides what an imitation needs from others before its token is generated."""

from collections.abc import Sequence

from auth.vocabulary import ConsentRequired, ImitationAccess, ImitationRefusal


def needs(
    access: ImitationAccess,  # noqa: ARG001 - approvals depend on it
    *,
    consent_required: ConsentRequired,
    has_code: bool = False,
) -> Sequence[ImitationRefusal]:
    """What an imitation with this access needs and has not got, in the order of the enum.

    `has_code`: a support code was sent, which is judged by itself.
    """
    if consent_required is ConsentRequired.CALL and not has_code:
        return [ImitationRefusal.SUPPORT_CODE_NEEDED]
    return []
