"""Makes walks over the audit log that were started, and logs what they have found."""

from typing import Final

import structlog

from resolvers.application import Application
from resolvers.audit.walks.walking import walk_if_started

log = structlog.get_logger()

NAMED: Final = 10  # tiles; the others are counted
WALKED: Final = "audit_log.walked"
BROKEN: Final = "audit_log.broken"
MENDED: Final = "audit_log.tiles_rebuilt"


async def walk(application: Application) -> None:
    """Make the walk that was started, if no other process does."""
    found = await walk_if_started(application)
    if found is None:
        return
    if found.mended:
        log.warning(MENDED, number=len(found.mended), tiles=found.mended[:NAMED])
    if found.flaw is None:
        log.info(WALKED, events=found.checked)
    else:
        log.error(BROKEN, flaw=found.flaw.name, first_id=found.first_broken_id)
