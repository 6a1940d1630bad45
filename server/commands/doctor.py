"""The command `doctor`: prints one line for each check; a failed check makes the exit status 1."""

import asyncio
import os
from collections.abc import Sequence

import click
import orjson

from auth.texts.visible_text import for_terminals
from server.commands.given_settings import exit_on_unusable, settings_or_exit
from server.examination.examine import examine
from server.examination.findings import Finding, Verdict
from server.settings.settings import Settings
from server.version import __version__


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for programs.")
def command(*, as_json: bool) -> None:
    with exit_on_unusable():
        settings = settings_or_exit()
        findings = asyncio.run(examine(settings, os.environ))
    if as_json:
        click.echo(_json(settings, findings))
    else:
        for finding in findings:
            click.echo(_line(finding))
    if any(finding.verdict is Verdict.FAILED for finding in findings):
        raise SystemExit(1)


def _line(finding: Finding) -> str:
    text = for_terminals(finding.text)
    return f"{finding.verdict:8} {finding.kind:14} {finding.check}: {text}"


def _json(settings: Settings, findings: Sequence[Finding]) -> str:
    """The findings in their order, and what may fail without being a failure."""
    told = {
        "version": __version__,
        "environment": settings.environment,
        "waived": settings.waive,
        "findings": [
            {
                "check": finding.check,
                "kind": finding.kind,
                "verdict": finding.verdict,
                "text": finding.text,
            }
            for finding in findings
        ],
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2).decode()
