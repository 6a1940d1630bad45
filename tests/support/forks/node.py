"""Node for programs of the tests, whose folders have locked packages of their own."""

import subprocess
from fcntl import LOCK_EX, flock
from pathlib import Path

from scripts.node_packages import NoNode, find_node, program, with_node


def node_for(folder: Path) -> Path:
    """The folder of Node, once the packages are installed; workers of a run wait for each other."""
    node = find_node()
    if node is None:
        raise NoNode(f"The program in {folder.name} needs Node: locks/node.lock has it.")
    with (folder / "package.json").open() as lock:
        flock(lock, LOCK_EX)
        if not (folder / "node_modules" / ".package-lock.json").exists():
            command = [program(node), "ci", "--loglevel=error"]
            subprocess.run(command, check=True, cwd=folder, env=with_node(node))
    return node
