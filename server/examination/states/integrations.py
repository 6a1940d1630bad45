"""Checks whether integrations end soon."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from db.statements.oauth import integrations
from resolvers.application import Application
from server.examination.findings import Finding, Verdict
from server.settings.checks import Check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.models import Integration

SOON: Final = timedelta(days=30)  # as the overview of the admin
NAMED: Final = 5


async def examine_integrations(application: Application) -> Finding:
    """The finding about all active integrations."""
    found = await integrations.find(application.database.reads)
    return of_integrations([one for one in found if one.active], application.clock())


def of_integrations(active: "Sequence[Integration]", now: datetime) -> Finding:
    """The first that end, or have ended."""
    ending = sorted(
        (one.expires_at, one.label)
        for one in active
        if one.expires_at is not None and one.expires_at < now + SOON
    )
    if not ending:
        return Finding(Check.INTEGRATIONS, Verdict.OK, f"{len(active)} active, none ends soon")
    named = ", ".join(f"{label} ({at.date().isoformat()})" for at, label in ending[:NAMED])
    more = f" and {len(ending) - NAMED} more" if len(ending) > NAMED else ""
    text = f"{named}{more}: their keys are refused from then on; extend or deactivate them"
    return Finding(Check.INTEGRATIONS, Verdict.WARNING, text)
