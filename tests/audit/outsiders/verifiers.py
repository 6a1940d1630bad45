"""The verifiers of outsiders: ours for Node, and aics-tlog, which others wrote."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from scripts.node_packages import NoNode, find_node

ROOT = Path(__file__).parents[3]
PROGRAMS = ROOT / "integrations" / "verify-audit"
AICS_TLOG = ROOT / ".venv" / "tlog" / "bin" / "aics-tlog"
NO_AICS_TLOG = "aics-tlog is not installed: it needs Python 3.12, see `make pytest`"


def verify(*words: str) -> tuple[int, str]:
    """The exit code and the output of verify.mjs."""
    return run_node(PROGRAMS / "verify.mjs", *words)


def follow(*words: str, env: Mapping[str, str] | None = None) -> tuple[int, str]:
    """The exit code and the output of follow.mjs."""
    return run_node(PROGRAMS / "follow.mjs", *words, env=env)


def run_node(
    program: str | Path, *words: str, env: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """The exit code and the output of a program."""
    node = find_node()
    if node is None:
        raise NoNode("The verifier needs Node, which `make admin` installs.")
    done = subprocess.run(
        [node / "node", program, *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(env or {})},
    )
    assert bool(done.stdout) is not bool(done.stderr), done
    return done.returncode, done.stdout or done.stderr
