"""Decides what an imitation needs from others before its token is generated."""

from collections.abc import Sequence

from auth.imitation.approval import ApprovalFacts, needs_approval
from auth.rules import Rules
from auth.vocabulary import ConsentRequired, ImitationAccess, ImitationRefusal


def needs(
    access: ImitationAccess, *, approval: ApprovalFacts, rules: Rules, has_code: bool = False
) -> Sequence[ImitationRefusal]:
    """What an imitation with this access needs and has not got, in the order of the enum.

    `has_code`: a support code was sent, which is judged by itself.
    """
    needed = []
    if needs_approval(access, approval, everywhere=rules.approval_required):
        needed.append(ImitationRefusal.APPROVAL_NEEDED)
    if rules.consent_required is ConsentRequired.CALL and not has_code:
        needed.append(ImitationRefusal.SUPPORT_CODE_NEEDED)
    return needed


def can_be_requested(access: ImitationAccess, rules: Rules) -> bool:
    """Whether another user can be asked to approve it.

    To look alone needs no approval, except in place of a support code: who is asked too often stops
    to read.
    """
    return access is ImitationAccess.FULL or rules.consent_required is ConsentRequired.CALL
