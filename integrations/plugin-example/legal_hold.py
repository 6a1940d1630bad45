"""Vetoes imitations of customers on legal hold, whose numbers stand in the file LEGAL_HOLD_FILE."""

import asyncio
import os
from pathlib import Path
from typing import Protocol


class Attempt(Protocol):
    """What this plug-in reads of what it is asked about."""

    @property
    def customer_number(self) -> str: ...


async def veto(attempt: Attempt) -> str | None:
    """Why the customer may not be imitated; None if nothing is against it."""
    held = await asyncio.to_thread(numbers)  # a file read here would hold up all requests
    return "Legal hold: ask the lawyers first." if attempt.customer_number in held else None


def numbers() -> set[str]:
    """The numbers on hold, a line each. Without the file this raises, which is a veto as well."""
    return set(Path(os.environ["LEGAL_HOLD_FILE"]).read_text(encoding="utf-8").split())
