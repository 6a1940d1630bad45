"""The address of a file of SQLite."""

from typing import Final

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

SUPPORTED: Final = "only sqlite:/// and postgresql:// are supported"


def parse(url: str) -> URL:
    """The URL of the file with the driver of SQLAlchemy's engine; raises ValueError for others."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError(SUPPORTED) from None
    if parsed.drivername not in {"sqlite", "sqlite+aiosqlite"}:
        raise ValueError(SUPPORTED)
    return parsed.set(drivername="sqlite+aiosqlite")
