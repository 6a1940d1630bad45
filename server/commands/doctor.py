"""The command `doctor`: prints one line for each check; a failed check makes the exit status 1."""

import asyncio
import os

import click

from auth.texts.visible_text import for_terminals
from server.commands.wired import exit_on_unusable, settings_or_exit
from server.examination.examine import examine
from server.examination.findings import Verdict


@click.command()
def command() -> None:
    with exit_on_unusable():
        findings = asyncio.run(examine(settings_or_exit(), os.environ))
    for finding in findings:
        check, text = finding.check, for_terminals(finding.text)
        click.echo(f"{finding.verdict:8} {check.kind:14} {check}: {text}")
    if any(finding.verdict is Verdict.FAILED for finding in findings):
        raise SystemExit(1)
