"""What a server of this release does where the next one has migrated its database."""

import time
from pathlib import Path

import httpx
import pytest

from db.migrate import migrate
from tests.support.engines.kept import CHEAP
from tests.support.servers import command, environment, served
from tests.upgrades.beside.next_release import NEWEST, Revision, next_release
from tests.upgrades.beside.release import Release

EXPAND = Revision("9001", 'op.execute("CREATE TABLE further (id INTEGER)")')
CONTRACT = Revision("9002", 'op.execute("DROP TABLE cart_lines")', oldest_beside="9001")


@pytest.fixture
async def url(empty_url: str) -> str:
    await migrate(empty_url)
    return empty_url


def migrated(release: Release, url: str) -> str:
    """What `migrate` of the next release prints."""
    ended = release.run("migrate", database_url=url, **CHEAP)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def readiness(http: httpx.Client) -> tuple[int, str]:
    """What `/health/ready` says once it looks again: an answer is kept for a second."""
    time.sleep(1.1)
    answer = http.get("/health/ready")
    return answer.status_code, answer.json()["status"]


async def test_what_only_adds_lets_it_serve_on_and_start(url: str, tmp_path: Path) -> None:
    release = next_release(tmp_path / "next", EXPAND)
    settings = {"database_url": url, **CHEAP}
    with served(tmp_path, **settings) as server, server.client() as http:
        told = migrated(release, url)
        assert readiness(http) == (200, "ready")

    with served(tmp_path, **settings) as server, server.client() as http:
        assert readiness(http) == (200, "ready")
    assert told == "The database was migrated to this version.\n"


async def test_what_takes_away_is_told_and_ends_it(url: str, tmp_path: Path) -> None:
    release = next_release(tmp_path / "next", EXPAND, CONTRACT)
    settings = {"database_url": url, **CHEAP}
    beforehand = release.run("migrate", "--check", **settings)
    with served(tmp_path, **settings) as server, server.client() as http:
        told = migrated(release, url)
        assert readiness(http) == (503, "database has another version")

    ended = command("serve", "--port", "1", env=environment(**settings))

    assert beforehand.returncode == 3
    assert beforehand.stdout.endswith("servers older than revision 9001 cannot serve with it\n")
    assert told.splitlines()[1:] == [
        "Servers older than revision 9001 cannot serve with it any more: stop them."
    ]
    assert ended.returncode == 1
    assert ended.stderr == (
        "Error: The database is at revision 9002, which this version does not know.\n"
    )
    assert NEWEST < "9001"
