"""Loads OpenTelemetry, which is an optional dependency, only where a collector is set."""

from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from server.telemetry.spans import Traces


class TracesNotInstalled(Exception):
    """A collector is set, but OpenTelemetry is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "IMITATE_TRACES_URL is set, but OpenTelemetry is not installed: "
            "pip install 'imitate[traces]', or in a checkout "
            "pip install --require-hashes -r locks/traces.lock"
        )


def open_traces(url: str | None) -> "Traces | None":
    """The tracer for the collector at `url`; None where none is set. Raises TracesNotInstalled."""
    return None if url is None else _load().to_collector(url)


def check_installed(url: str | None) -> None:
    """Raise TracesNotInstalled where it is needed and missing."""
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
