"""A world in which the user has asked a lead for approvals, and what meets them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlmodel import SQLModel

from auth.sign_in import tokens
from auth.sign_in.tokens import TokenKind
from db.models import (
    Customer,
    ImitationRequest,
    Role,
    RolePrivilege,
    User,
    UserRole,
    UserSession,
)
from db.models.columns import new_id
from tests.races.changes import ONE, TAKERS
from tests.races.player import Step
from tests.races.world import LONG, NOW, World

OF_THE_USER: Final = (
    *("user signs out", "user deactivated", "user deleted", "user's password changed"),
    *("one role taken", "one role emptied", "super admin demoted"),
)
OF_THE_CUSTOMER: Final = (
    *("customer deactivated", "customer deleted", "customer bound elsewhere"),
    *("consent withdrawn", "channel closed"),
)
OF_THE_LEAD: Final = (
    *("lead loses the role", "lead's role emptied", "lead deactivated", "lead deleted"),
)


@dataclass(frozen=True)
class Asked:
    """The customer needs approvals; one request `waits`, the lead has approved the other one."""

    world: World
    headers: dict[str, str]  # the super admin's
    access: tokens.NewToken = field(default_factory=lambda: tokens.new(TokenKind.USER_SESSION))
    ids: Mapping[str, str] = field(
        default_factory=lambda: {
            kind: new_id() for kind in ("lead", "role", "session", "waits", "approved")
        }
    )

    def ground(self) -> Iterator[SQLModel]:
        """As the world's, with the lead."""
        for row in self.world.ground():
            if isinstance(row, Customer):
                row.needs_approval = True
            yield row
        lead = self.ids["lead"]
        values = self.world.user.model_dump() | {"id": lead, "username": lead, "admin": False}
        yield User(**values | {"email": f"{lead}@staff.example"})
        yield Role(id=self.ids["role"], name=f"Leads {lead}")
        yield RolePrivilege(role_id=self.ids["role"], privilege="imitation:approve")
        yield UserRole(user_id=lead, role_id=self.ids["role"])

    def sessions(self) -> Iterator[SQLModel]:
        """As the world's, with the lead's, and the requests."""
        yield from self.world.sessions()
        yield UserSession(
            id=self.ids["session"],
            token_hash=self.access.token_hash,
            user_id=self.ids["lead"],
            created_at=NOW,
            last_used_at=NOW,
            expires_at=NOW + LONG,
        )
        yield self._request("waits", state="OPEN")
        decided = {"decided_at": NOW, "decider_id": self.ids["lead"], "decider_username": "lead"}
        yield self._request("approved", state="APPROVED", **decided)

    def _request(self, kind: str, **others: Any) -> ImitationRequest:
        return ImitationRequest(
            id=self.ids[kind],
            user_id=self.world.ids["user"],
            user_username=self.world.ids["user"],
            user_first_name="Alice",
            user_last_name="Agent",
            customer_id=self.world.ids["customer"],
            sales_channel_id=self.world.ids["channel"],
            reason="The voucher is not taken off",
            access="FULL",
            created_at=NOW,
            expires_at=NOW + LONG,
            **others,
        )

    def step(self, name: str, delay: float = 0) -> Step:
        """The change, or what is done with a request, of that name."""
        if name in TAKERS:
            return TAKERS[name].step(self.world, self.headers, delay)
        operation, variables, headers = self._own()[name]
        return Step(f"admin/{operation}", variables, headers, delay)

    def _own(self) -> dict[str, tuple[str, dict[str, Any], dict[str, str]]]:
        lead = {"authorization": f"Bearer {self.access.token}"}
        waits = {"requestId": self.ids["waits"]}
        return {
            "approve": ("approve-imitation", waits, lead),
            "approve by another": ("approve-imitation", waits, self.headers),
            "refuse": ("refuse-imitation", waits | {"reason": "Call first"}, self.headers),
            "use": self._use("approved"),
            "use what waits": self._use("waits"),
            "lead loses the role": self._changed("user", "lead", roleIds=[]),
            "lead's role emptied": self._changed("role", "role", privileges=["customer:read"]),
            "lead deactivated": self._changed("user", "lead", active=False),
            "lead deleted": ("delete-user", {"id": self.ids["lead"]}, self.headers),
            "need gone": (
                "update-customer",
                {"id": self.world.ids["customer"], "input": {"needsApproval": False}},
                self.headers,
            ),
        }

    def _changed(
        self, what: str, kind: str, **values: Any
    ) -> tuple[str, dict[str, Any], dict[str, str]]:
        return f"update-{what}", {"id": self.ids[kind], "input": values}, self.headers

    def _use(self, kind: str) -> tuple[str, dict[str, Any], dict[str, str]]:
        """Generate a token with that request."""
        ids = self.world.ids
        about = {"customerId": ids["customer"], "salesChannelId": ids["channel"]}
        by = {"authorization": f"Bearer {self.world.access.token}"}
        return "generate-imitate-customer-token", about | {"requestId": self.ids[kind]}, by


def sources(name: str) -> frozenset[str]:
    """What the user has the privilege from, where the change of that name takes it."""
    return (name in TAKERS and TAKERS[name].takes) or ONE
