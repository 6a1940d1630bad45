"""The log names the program's own frames, in the checkout and below site-packages."""

from pathlib import Path
from typing import Any

import pytest

from server import faults


def frames_of(file: Path) -> list[str]:
    """The frames of a fault in this file, below a call of a library's file."""
    scope: dict[str, Any] = {}
    exec(compile("def fail(): raise ValueError('a value')", str(file), "exec"), scope)
    library = "/usr/lib/python3/site-packages/library.py"
    exec(compile("def call(): fail()", library, "exec"), scope)
    try:
        scope["call"]()
    except ValueError as error:
        frames: list[str] = faults.faults(error)["frames"]
        return frames
    pytest.fail("Nothing was raised.")


def test_frames_of_the_checkout_are_named() -> None:
    file = Path(faults.ROOMS) / "resolvers" / "some.py"

    assert frames_of(file)[-2:] == [f"{file}:1 fail", f"{file}:1 fail"]


def test_frames_of_the_wheel_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "ROOMS", "/opt/venv/lib/site-packages/imitate")
    file = Path(faults.ROOMS) / "resolvers" / "some.py"

    assert frames_of(file) == [f"{file}:1 fail", f"{file}:1 fail"]
