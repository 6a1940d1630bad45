"""Whether the user who decided a request may still approve."""

from typing import Final

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from db.models import ImitationRequest, RolePrivilege, User, UserRole

_decider: Final = aliased(User)
_granted: Final = exists(
    select(1)
    .select_from(UserRole)
    .join(RolePrivilege, col(RolePrivilege.role_id) == col(UserRole.role_id))
    .where(
        col(UserRole.user_id) == col(_decider.id),
        col(RolePrivilege.privilege) == "imitation:approve",
    )
    .correlate(_decider)
)
# A privilege that is lost before the approval is used takes the approval with it.
DECIDER_MAY_APPROVE: Final = exists(
    select(1)
    .select_from(_decider)
    .where(
        col(_decider.id) == col(ImitationRequest.decider_id),
        col(_decider.active),
        or_(col(_decider.admin), _granted),
    )
    .correlate(ImitationRequest)
)
