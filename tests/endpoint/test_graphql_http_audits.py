"""A1: the audits of the npm package graphql-http, against a served development server."""

import json
import os
import subprocess
from collections import Counter
from pathlib import Path

from scripts.node_packages import NoNode, find_node
from tests.support.servers import served

FOLDER = Path(__file__).parent / "node"
EVERY = {"MUST": 13, "SHOULD": 23, "MAY": 25}  # graphql-http 1.23.1


def test_a1_every_audit_passes(tmp_path: Path) -> None:
    if not (FOLDER / "node_modules" / "graphql-http").is_dir():
        run("npm", "ci", "--loglevel=error")

    with served(tmp_path) as server:
        results = json.loads(run("node", "audits.mjs", f"{server.url}/graphql"))

    assert [result for result in results if result["status"] != "ok"] == []
    assert Counter(result["name"].split()[0] for result in results) == EVERY


def run(program: str, *words: str) -> bytes:
    """The output of a program of Node."""
    node = find_node()
    if node is None:
        raise NoNode("The audits need Node: locks/node.lock has it.")
    environment = {**os.environ, "PATH": f"{node}{os.pathsep}{os.environ['PATH']}"}
    command = [str(node / program), *words]
    return subprocess.run(
        command, check=True, cwd=FOLDER, env=environment, stdout=subprocess.PIPE
    ).stdout
