"""The walks over the whole audit log that were made before: the newest one that is signed."""

from typing import TYPE_CHECKING

from auth.audit.walks import Walked, open_walk
from auth.transparency.notes import NotSigned
from auth.transparency.parsing import Malformed
from db.statements.imitation import audit_walks

if TYPE_CHECKING:
    from resolvers.application import Application


async def newest_walk(application: "Application") -> Walked | None:
    """The newest walk; None if there is none, or one that no known key has signed."""
    found = await audit_walks.get_newest(application.database.reads)
    if found is None:
        return None
    try:
        return open_walk(found.note, [key.verifier for key in application.signing_keys])
    except (Malformed, NotSigned):
        return None
