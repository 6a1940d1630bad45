"""Makes all checks of the doctor."""

from collections.abc import Mapping

from server.examination.configuration import examine_configuration
from server.examination.database import examine_database
from server.examination.findings import Finding
from server.settings.settings import Settings


async def examine(settings: Settings, environment: Mapping[str, str]) -> list[Finding]:
    """All findings, in the order in which their failures matter."""
    findings = [
        *examine_configuration(settings, environment),
        *[finding async for finding in examine_database(settings)],
    ]
    return [finding.unless_waived(settings.waive) for finding in findings]
