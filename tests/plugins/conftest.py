"""Installs plug-ins as a package does: a module, and the entry points that name its functions."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import ModuleType

import pytest

from auth.imitation.vetoes import Attempt
from server.plugins import asking

Plugin = Callable[[Attempt], Awaitable[object]]
Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Installs functions by their names; a busy machine does not make them late."""
    monkeypatch.setattr(asking, "DEADLINE", 10.0)

    def add(package: str = "shop_rules", **functions: object) -> None:
        module = ModuleType(package)
        module.__dict__.update(functions)
        monkeypatch.setitem(sys.modules, package, module)
        info = tmp_path / f"{package}-1.dist-info"
        info.mkdir()
        lines = [f"{name} = {package}:{name}" for name in functions]
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1\n")
        (info / "entry_points.txt").write_text("\n".join(["[imitate.plugins]", *lines]))
        monkeypatch.syspath_prepend(tmp_path)

    return add
