"""The unmodified npm package @shopware/api-client, in Node, against a served shop."""

import json
from pathlib import Path

import pytest

from tests.support.seed.npm_client import check, given, install, run
from tests.support.servers import served


@pytest.mark.long
async def test_the_whole_way_in_node(tmp_path: Path, sqlite_url: str) -> None:
    install()

    with served(tmp_path, database_url=sqlite_url) as server:
        report = run("node", "run.mjs", json.dumps(given(server.url)))

    check(json.loads(report))
