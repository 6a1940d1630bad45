"""What the log says of an exception: type and frames, without its text, which may quote values."""

import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from db.engine.faults import cause_of, sqlstate_of

FRAMES: Final = 8
ROOMS: Final = str(Path(__file__).parent.parent)
LIBRARIES: Final = "site-packages"  # .venv lies in the checkout, below ROOMS


def faults(error: BaseException) -> dict[str, Any]:
    """The type, cause and frames of an exception, and PostgreSQL's SQLSTATE where it has one."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _is_own(frame.filename)]
    shown = [*own[-FRAMES:], *frames[-1:]]  # of this program, and the one that raised
    state = sqlstate_of(error)
    told = {**names_of(error), "frames": lines_of(shown)}
    return told if state is None else {**told, "sqlstate": state}


def names_of(error: BaseException) -> dict[str, str]:
    """The type of an exception, and its cause where that says more."""
    name, cause = type(error).__name__, cause_of(error)
    return {"error": name} if cause == name else {"error": name, "cause": cause}


def lines_of(frames: Iterable[traceback.FrameSummary]) -> list[str]:
    """Each frame by its file, line and function."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def _is_own(file: str) -> bool:
    return file.startswith(ROOMS) and LIBRARIES not in file.removeprefix(ROOMS)
