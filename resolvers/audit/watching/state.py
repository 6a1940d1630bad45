"""How old the newest checkpoint is, and how long the oldest event waits for its place."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from db.statements.imitation import audit_tree, audit_waiting

if TYPE_CHECKING:
    from resolvers.application import Application

HELD_OFF: Final = timedelta(seconds=5)  # sealing takes about one


@dataclass(frozen=True, slots=True)
class SealingState:
    """Ages by the database's clock; a negative one comes from a clock that was set back."""

    checkpoint_age: timedelta | None  # None without a checkpoint
    first_waiting: int | None  # the id of the first event without a place
    waits: timedelta | None  # its age; None where it is gone from the audit log

    @property
    def overdue(self) -> bool:
        """Whether sealing is held off."""
        return self.first_waiting is not None and (self.waits is None or is_overdue(self.waits))


def is_overdue(waits: timedelta) -> bool:
    """Whether an event waits for longer than sealing takes, or has a time that is still to come."""
    return abs(waits) > HELD_OFF


async def sealing_state(application: "Application") -> SealingState:
    """The state now, by two rows that an index finds."""
    reads, now = application.database.reads, application.clock()
    checkpoint = await audit_tree.get_checkpoint(reads)
    oldest = await audit_waiting.get_oldest(reads)
    return SealingState(
        checkpoint_age=None if checkpoint is None else now - checkpoint.at,
        first_waiting=None if oldest is None else oldest.event_id,
        waits=None if oldest is None or oldest.at is None else now - oldest.at,
    )
