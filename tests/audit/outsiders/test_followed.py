"""Outsiders follow a running server by its URL, with our program and with one that others wrote."""

import json
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from auth.transparency.checkpoints import parse_checkpoint
from auth.transparency.keys import SigningKey
from auth.transparency.notes import parse_note
from tests.audit.outsiders.verifiers import AICS_TLOG, NO_AICS_TLOG, follow
from tests.support.clients import document
from tests.support.engines.kept import AUDIT_KEY, CHEAP
from tests.support.servers import Server, served

KEY = str(SigningKey.parse(AUDIT_KEY).verifier)
TOKEN = "readers-of-the-audit-log-hold-it"
BEARER = {"authorization": f"Bearer {TOKEN}"}
PATIENCE = 30  # seconds; sealing takes one


def refused_sign_in(client: httpx.Client) -> None:
    """Adds an event."""
    variables = {"username": "eve", "password": "wrong"}
    client.post("/graphql", json={"query": document("admin/user-login"), "variables": variables})


def size_of(note: str) -> int:
    return parse_checkpoint(parse_note(note).text).size


def grown(server: Server, size: int) -> str:
    """The first checkpoint of a tree that is larger."""
    until = time.monotonic() + PATIENCE
    with server.client(headers=BEARER) as client:
        refused_sign_in(client)
        while time.monotonic() < until:
            answer = client.get("/audit/checkpoint")
            if answer.status_code == 200 and size_of(answer.text) > size:
                return answer.text
            time.sleep(0.05)
    raise AssertionError(f"No event was sealed within {PATIENCE} seconds.")


async def test_e15_running_server_is_followed_with_a_token(tmp_path: Path, sqlite_url: str) -> None:
    settings = {**CHEAP, "database_url": sqlite_url, "audit_read_token": TOKEN}
    old = tmp_path / "old"
    with served(tmp_path, **settings) as server:
        log = f"{server.url}/audit"
        old.write_text(grown(server, 0), encoding="utf-8")
        newest = grown(server, size_of(old.read_text()))

        closed = follow(KEY, str(old), log)
        code, text = follow(KEY, str(old), log, str(old), env={"AUDIT_READ_TOKEN": TOKEN})

        assert closed == (1, "NOT VERIFIED: checkpoint was answered with 401\n")
        assert (code, text.splitlines()[1]) == (0, "It begins with all 1 events of the older one.")
        assert size_of(old.read_text()) >= size_of(newest)
        assert TOKEN not in server.log.read_text()


@pytest.mark.skipif(not AICS_TLOG.exists(), reason=NO_AICS_TLOG)
async def test_e15_aics_tlog_follows_a_public_log(tmp_path: Path, sqlite_url: str) -> None:
    settings = {**CHEAP, "database_url": sqlite_url, "audit_public": 1, "audit_read_token": TOKEN}
    with served(tmp_path, **settings) as server:
        (tmp_path / "old").write_text(grown(server, 0), encoding="utf-8")
        grown(server, 1)
        with server.client(headers=BEARER) as client:
            bundle = client.get("/audit/tile/entries/000.p/1").content
        (tmp_path / "leaf").write_bytes(bundle[2:])  # without its length
        tiles = ["--log-key", KEY, "--tiles", f"{server.url}/audit"]

        for words in (
            ["verify-checkpoint"],
            ["verify-consistency", "--old-checkpoint", "old"],
            ["verify-inclusion", "--leaf", "leaf", "--index", "0"],
        ):
            command = [str(AICS_TLOG), *words, *tiles]
            done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
            assert json.loads(done.stdout)["ok"], (words, done.stdout)
