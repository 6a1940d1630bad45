"""B1: graphql-cop finds nothing in production, and in development what is switched on there."""

import json
import subprocess
import sys
from pathlib import Path

from tests.support.servers import served

FOLDER = Path(__file__).parent / "graphql_cop"
CHECKS = 12  # graphql-cop 1.15


def test_b1_graphql_cop_finds_nothing_in_production(tmp_path: Path) -> None:
    with served(tmp_path, environment="production", secret="s3" * 16) as server:
        findings, checks = audit(server.url)

    assert findings == set()
    assert checks == CHECKS


def test_graphql_cop_finds_what_development_offers(tmp_path: Path) -> None:
    with served(tmp_path, graphiql=0) as server:  # the page may not be built
        findings, _ = audit(server.url)

    assert findings == {"Introspection", "GET Method Query Support"}


def audit(url: str) -> tuple[set[str], int]:
    """The titles of what it found, and how many checks it made."""
    command = [sys.executable, "graphql-cop.py", "--target", f"{url}/graphql", "--output", "json"]
    printed = subprocess.run(command, check=True, cwd=FOLDER, capture_output=True, text=True).stdout
    results = json.loads(printed)
    return {result["title"] for result in results if result["result"]}, len(results)
