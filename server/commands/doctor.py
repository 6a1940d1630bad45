"""The command `doctor`: prints one line for each check; a failed check makes the exit status 1."""

import asyncio
import os
from collections.abc import Mapping

import click

from server.commands.wired import settings_or_exit
from server.examination.configuration import examine_configuration
from server.examination.database import examine_database
from server.examination.findings import Finding, Verdict
from server.settings.settings import Settings


@click.command()
def command() -> None:
    findings = asyncio.run(examine(settings_or_exit(), os.environ))
    for finding in findings:
        click.echo(f"{finding.verdict:8} {finding.check}: {finding.text}")
    if any(finding.verdict is Verdict.FAILED for finding in findings):
        raise SystemExit(1)


async def examine(settings: Settings, environment: Mapping[str, str]) -> list[Finding]:
    """All findings, in the order in which their failures matter."""
    configuration = examine_configuration(settings, environment)
    return [*configuration, *[finding async for finding in examine_database(settings)]]
