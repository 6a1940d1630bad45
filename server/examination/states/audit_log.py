"""Checks whether the audit log in the database is protected, and sealed in time."""

from collections.abc import AsyncIterator
from datetime import timedelta

from db import triggers
from resolvers.application import Application
from resolvers.audit.sealing import NotCarriedOver, check_end
from resolvers.audit.tree import NoCheckpoint, NoKey, OtherTree
from resolvers.audit.watching.state import SealingState, sealing_state
from server.clock import SKEW
from server.examination.findings import Finding, Verdict
from server.settings.checks import Check


async def examine_audit_log(application: Application) -> AsyncIterator[Finding]:
    """The findings about the audit log."""
    yield await _end(application)
    yield of_sealing(await sealing_state(application))
    yield await _triggers(application)


async def _end(application: Application) -> Finding:
    try:
        whole = await check_end(application)
    except OtherTree:
        text = "its leaves and tiles lead to another root than the newest checkpoint signs"
        return Finding(Check.AUDIT_LOG, Verdict.FAILED, f"{text}: run `imitate audit verify --all`")
    except (NoCheckpoint, NoKey, NotCarriedOver):
        text = (
            "its key or its checkpoint is missing, or `imitate migrate` has not carried it over: "
            "run `imitate audit verify`"
        )
        return Finding(Check.AUDIT_LOG, Verdict.FAILED, text)
    if whole:
        text = "can be sealed; `imitate audit verify` verifies it"
        return Finding(Check.AUDIT_LOG, Verdict.OK, text)
    text = "tiles at its end are damaged: the next sealing makes them anew, and records that"
    return Finding(Check.AUDIT_LOG, Verdict.WARNING, text)


def of_sealing(state: SealingState) -> Finding:
    """Whether new events are sealed in time, and how old the newest checkpoint is."""
    age, waits, first = state.checkpoint_age, state.waits, state.first_waiting
    if age is not None and age < -SKEW:
        text = f"the newest checkpoint is {_seconds(-age)} ahead: the clock was set back"
        return Finding(Check.SEALING, Verdict.FAILED, text)
    if state.overdue:
        waiting = "is gone before it was sealed" if waits is None else f"waits {_seconds(waits)}"
        text = f"event {first} {waiting}: does a server run? `imitate audit verify` tells more"
        return Finding(Check.SEALING, Verdict.FAILED, text)
    made = "no checkpoint" if age is None else f"the newest checkpoint is {_seconds(age)} old"
    return Finding(Check.SEALING, Verdict.OK, f"{made}; no event waits for long")


def _seconds(duration: timedelta) -> str:
    return f"{duration.total_seconds():.0f} s"


async def _triggers(application: Application) -> Finding:
    changed = await triggers.find_changed(application.database)
    if not changed:
        return Finding(Check.TRIGGERS, Verdict.OK, "as the migrations made them")
    text = f"{'; '.join(changed)}: find out who did it, restore them, run `imitate audit verify`"
    return Finding(Check.TRIGGERS, Verdict.FAILED, text)
