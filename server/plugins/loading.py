"""Loads the plug-ins that the setting PLUGINS names, and no other code."""

from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points
from inspect import iscoroutinefunction
from typing import Final

from server.faults import faults
from server.plugins import asking
from server.plugins.question import Plugin
from server.settings.explained import UnusableSettings

GROUP: Final = "imitate.plugins"


def load(names: Sequence[str]) -> asking.Asking | None:
    """The plug-ins of these names; None for no name. Raises UnusableSettings."""
    if not names:
        return None
    installed = entry_points(group=GROUP)
    found = {name: _load(name, installed) for name in names}
    return asking.Asking(found, deadline=asking.DEADLINE)


def _load(name: str, installed: Sequence[EntryPoint]) -> Plugin:
    found = {entry.value: entry for entry in installed if entry.name == name}
    if not found:
        known = ", ".join(sorted({entry.name for entry in installed})) or "none"
        raise _unusable(f"there is no plug-in {name}; installed: {known}")
    if len(found) > 1:
        raise _unusable(f"several installed packages have a plug-in {name}")
    (entry,) = found.values()
    try:
        plugin: Plugin = entry.load()
    except (Exception, SystemExit) as fault:  # whose text may quote values
        raise _unusable(f"{name} cannot be loaded: {_cause(fault)}") from fault
    if not iscoroutinefunction(plugin):
        raise _unusable(f"{name} is not an async function")
    return plugin


def _unusable(text: str) -> UnusableSettings:
    return UnusableSettings(f"IMITATE_PLUGINS: {text}")


def _cause(fault: BaseException) -> str:
    """The type of the exception, and the last line of the plug-in that it came from."""
    said = faults(fault)
    return f"{said['error']} at {said['frames'][-1]}"
