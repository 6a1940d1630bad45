"""The texts that the project holds: everything but what is installed, generated or built."""

import os
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
LEFT_OUT = {
    ".git", ".venv", "node_modules", "var", "build", "dist", "__pycache__",
    ".hypothesis", ".import_linter_cache", ".mypy_cache", ".pytest_cache", ".ruff_cache",
    "admin/src/gql", "server/static", "admin/package-lock.json",
}  # fmt: skip
SUFFIXES = {
    ".css", ".graphql", ".html", ".js", ".json", ".mako", ".md", ".mjs", ".py", ".scss", ".sh",
    ".svg", ".toml", ".ts", ".vue",
}  # fmt: skip


@cache
def texts() -> dict[str, str]:
    """Every text by its path."""
    found = {}
    for folder, subfolders, names in os.walk(ROOT):
        place = Path(folder).relative_to(ROOT)
        left_out = {name for name in subfolders if {name, (place / name).as_posix()} & LEFT_OUT}
        subfolders[:] = [name for name in subfolders if name not in left_out]
        for path in (place / name for name in names):
            wanted = path.suffix in SUFFIXES or path.name == "Makefile"
            if wanted and path.as_posix() not in LEFT_OUT:
                found[path.as_posix()] = (ROOT / path).read_text(encoding="utf-8")
    return found
