"""Checks whether the plug-ins that PLUGINS names can be asked."""

from server.examination.findings import Finding, Verdict
from server.plugins.loading import load
from server.settings.checks import Check
from server.settings.explained import UnusableSettings
from server.settings.settings import Settings


def examine_plugins(settings: Settings) -> Finding:
    """They are loaded as at the start, which fails where this does, waived or not."""
    try:
        load(settings.plugins)
    except UnusableSettings as error:
        return Finding(Check.PLUGINS, Verdict.FAILED, str(error))
    return Finding(Check.PLUGINS, Verdict.OK, ", ".join(settings.plugins) or "none")
