"""Are traces kept? Only where a collector is set, and only then is OpenTelemetry loaded."""

from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from server.telemetry.spans import Traces


class TracesNotInstalled(Exception):
    """A collector is set, and what speaks to it is missing."""

    def __init__(self) -> None:
        """What to do about it."""
        super().__init__(
            "IMITATE_TRACES_URL is set, but OpenTelemetry is not installed: "
            "pip install --require-hashes -r requirements-traces.lock"
        )


def open_traces(url: str | None) -> "Traces | None":
    """What tells the collector at `url`; None where none is set. Raises TracesNotInstalled."""
    return None if url is None else _load().to_collector(url)


def check_installed(url: str | None) -> None:
    """Raise TracesNotInstalled before anything is started."""
    if url is not None:
        _load()


def _load() -> ModuleType:
    try:
        from server.telemetry import spans  # noqa: PLC0415 - an optional dependency
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "opentelemetry":
            raise
        raise TracesNotInstalled from None
    return spans
