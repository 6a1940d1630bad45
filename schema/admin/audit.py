"""The audit log: its events, and their verification."""

from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

from resolvers.audit.verification import Verification
from resolvers.audit.walks.walking import CurrentWalk

if TYPE_CHECKING:
    from resolvers.admin.imitations.events import Sealed


@strawberry.type(
    description="An event of the audit log. Events are added in the transaction of what they "
    "record; no operation changes or removes one."
)
class AuditEvent:
    id: strawberry.ID = strawberry.field(
        description="The number of the event. Later events have higher numbers."
    )
    at: datetime = strawberry.field(description="The time of the event.")
    action: str = strawberry.field(description="What happened, such as `imitation.redeemed`.")
    detail: str | None = strawberry.field(
        description="The details as a JSON object. Null if there are none. It never holds a token "
        "or a password."
    )
    remote_address: str | None = strawberry.field(
        description="The IP address of the client. Null if the server itself acted."
    )
    hash: str | None = strawberry.field(
        description="The SHA-256 of the event's leaf in the tree of the audit log (RFC 9162, "
        "2.1.1): 64 hex characters. Null until the event is sealed, a few seconds after it was "
        "added."
    )

    erased: bool = strawberry.field(
        description="True if values of the event were erased, or removed after their time; its "
        "hash still proves what is left."
    )

    @classmethod
    def of(cls, found: "Sealed") -> "AuditEvent":
        row = found.event
        return cls(
            id=strawberry.ID(str(row.id)),
            at=row.at,
            action=row.action,
            detail=row.detail,
            remote_address=row.remote_address,
            hash=found.hash,
            erased=found.erased,
        )


@strawberry.type(
    description="The result of a verification of the audit log. Sealed events are the leaves of a "
    "tree of hashes whose root is signed, so that a change, a removal or a move shows."
)
class AuditVerification:
    valid: bool = strawberry.field(
        description="True if every sealed event is unchanged, none is missing, and no event has "
        "waited more than a minute to be sealed."
    )
    checked: int = strawberry.field(
        description="The number of events that were found unchanged, by this verification or by "
        "the walk that it goes on from."
    )
    unsealed: int = strawberry.field(description="The number of events that wait to be sealed.")
    first_broken_id: strawberry.ID | None = strawberry.field(
        description="The id of the first event that was changed, removed or moved, or that has "
        "waited too long. If the newest events are missing, the id of the last one that was "
        "sealed. Null if `valid` is true, or if no event is known."
    )
    checkpoint: str | None = strawberry.field(
        description="The newest checkpoint: the signed size and root of the tree, as a C2SP signed "
        "note. Null before the first event is sealed."
    )
    missing: int = strawberry.field(
        description="How many ids were given to events that are not there, among the events that "
        "were looked at beside the tree. Where `valid` is true, their transactions were rolled "
        "back, as far as the database can tell."
    )
    overdue: bool = strawberry.field(
        description="True if sealing is held off: an event has waited for more than five seconds "
        "to be sealed, is gone before it was sealed, or has a time that is still to come."
    )
    walked_at: datetime | None = strawberry.field(
        description="When all events were read last. Null if that is not known."
    )
    walked_through_id: strawberry.ID | None = strawberry.field(
        description="The id of the newest event at that time. Null if that is not known."
    )

    @classmethod
    def of(cls, found: Verification) -> "AuditVerification":
        broken = found.first_broken_id
        return cls(
            valid=found.valid,
            checked=found.checked,
            unsealed=found.unsealed,
            first_broken_id=None if broken is None else strawberry.ID(str(broken)),
            checkpoint=found.checkpoint,
            missing=found.missing.number,
            overdue=found.overdue,
            walked_at=found.walked_at,
            walked_through_id=(
                None
                if found.walked_through_id is None
                else strawberry.ID(str(found.walked_through_id))
            ),
        )


@strawberry.type(
    description="A walk over the whole audit log, which reads every event. One walk runs at a "
    "time, in one of the server's processes; if that process ends, another one begins it anew."
)
class AuditWalk:
    checked: int = strawberry.field(
        description="The number of events that were read and found unchanged so far."
    )
    total: int = strawberry.field(
        description="The number of sealed events when the walk began. Later ones are read too."
    )
    started_at: datetime = strawberry.field(description="When the walk began.")
    finished_at: datetime | None = strawberry.field(
        description="When the walk ended. Null while it runs."
    )
    valid: bool | None = strawberry.field(
        description="True if everything held. `verifyAuditLog` tells what did not. Null while the "
        "walk runs."
    )

    @classmethod
    def of(cls, walk: CurrentWalk) -> "AuditWalk":
        return cls(
            checked=walk.checked,
            total=walk.total,
            started_at=walk.started_at,
            finished_at=walk.finished_at,
            valid=walk.valid,
        )
