"""Checks whether the audit log in the database is protected, and sealed in time."""

from collections.abc import AsyncIterator

from db import triggers
from resolvers.application import Application
from resolvers.audit.sealing import can_seal
from server.examination.findings import Finding, Verdict
from server.settings.checks import Check


async def examine_audit_log(application: Application) -> AsyncIterator[Finding]:
    """The findings about the audit log."""
    yield await _sealing(application)
    yield await _triggers(application)


async def _sealing(application: Application) -> Finding:
    if await can_seal(application):
        return Finding(
            Check.AUDIT_LOG, Verdict.OK, "can be sealed; `imitate audit verify` verifies it"
        )
    text = (
        "its key or its checkpoint is missing, or `imitate migrate` has not carried it over: "
        "run `imitate audit verify`"
    )
    return Finding(Check.AUDIT_LOG, Verdict.FAILED, text)


async def _triggers(application: Application) -> Finding:
    changed = await triggers.find_changed(application.database)
    if not changed:
        return Finding(Check.TRIGGERS, Verdict.OK, "as the migrations made them")
    text = f"{'; '.join(changed)}: find out who did it, restore them, run `imitate audit verify`"
    return Finding(Check.TRIGGERS, Verdict.FAILED, text)
