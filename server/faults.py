"""What the log says of an exception: type and frames, without its text, which may quote values."""

import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from db.engine.faults import sqlstate_of

FRAMES: Final = 8
ROOMS: Final = str(Path(__file__).parent.parent)
LIBRARIES: Final = "site-packages"  # .venv lies in the checkout, below ROOMS


def faults(error: BaseException) -> dict[str, Any]:
    """The type and frames of an exception, and the SQLSTATE of PostgreSQL where it has one."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _is_own(frame.filename)]
    shown = [*own[-FRAMES:], *frames[-1:]]  # of this program, and the one that raised
    state = sqlstate_of(error)
    told = {"error": type(error).__name__, "frames": lines_of(shown)}
    return told if state is None else {**told, "sqlstate": state}


def lines_of(frames: Iterable[traceback.FrameSummary]) -> list[str]:
    """Each frame by its file, line and function."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def _is_own(file: str) -> bool:
    return file.startswith(ROOMS) and LIBRARIES not in file.removeprefix(ROOMS)
