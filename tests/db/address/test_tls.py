"""TLS to a real PostgreSQL, behind a front that speaks it: the tests' own binaries do not."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import anyio
import pytest

from db.engine.connections import Database
from db.engine.faults import Unavailable
from tests.support.between.tls_front import TlsFront, tls_front
from tests.support.driver import scalar
from tests.support.engines.certificates import Authority, authority, certificate, serving
from tests.support.servers import command, environment

pytestmark = pytest.mark.postgresql

ONE: Final = scalar("SELECT 1")
MODES: Final = [
    ("sslmode=verify-full&sslrootcert={ours}", "localhost", "encrypted"),
    ("sslmode=verify-full&sslrootcert={ours}&sslnegotiation=postgres", "localhost", "encrypted"),
    ("sslmode=verify-full&sslrootcert={ours}", "127.0.0.1", "refused"),
    ("sslmode=verify-full&sslrootcert={other}", "localhost", "refused"),
    ("sslmode=verify-full&sslrootcert=system", "localhost", "refused"),
    ("sslmode=verify-ca&sslrootcert={ours}", "127.0.0.1", "encrypted"),
    ("sslmode=verify-ca&sslrootcert={other}", "localhost", "refused"),
    ("sslmode=require", "127.0.0.1", "encrypted"),
    ("sslmode=require&sslrootcert={other}", "localhost", "refused"),
    ("sslmode=require&ssl_max_protocol_version=TLSv1.2", "localhost", "encrypted"),
    ("sslmode=prefer", "127.0.0.1", "encrypted"),
    ("sslmode=allow", "127.0.0.1", "clear"),
    ("sslmode=disable", "127.0.0.1", "clear"),
]


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The authority that has signed the server's certificate, of the name localhost."""
    return authority(tmp_path_factory.mktemp("ours"), "ours")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Another authority."""
    return authority(tmp_path_factory.mktemp("other"), "other")


@pytest.fixture(scope="module")
def files(ours: Authority, other: Authority) -> dict[str, Path]:
    """The files of both by their names."""
    return {"ours": ours.file, "other": other.file}


@pytest.fixture
async def front(postgres_url: str, ours: Authority) -> AsyncIterator[TlsFront]:
    """The server with TLS."""
    async with tls_front(postgres_url, serving(certificate(ours, "localhost"))) as made:
        yield made


async def asked(url: str) -> int:
    """Ask on both ways of the product: requests, and SQLAlchemy's of migrations and commands."""
    database = Database(url, connections=1)
    try:
        answers = {await database.reads.one(ONE)}
        async with database.engine.connect() as connection:
            answers.add(await connection.scalar(ONE.expression))
        (answer,) = answers
        return int(answer)
    finally:
        await database.dispose()


@pytest.mark.parametrize(("words", "host", "expected"), MODES)
async def test_each_mode_is_libpqs(
    front: TlsFront, files: dict[str, Path], words: str, host: str, expected: str
) -> None:
    url = front.url(words.format(**files), host=host)

    if expected in {"encrypted", "clear"}:
        assert await asked(url) == 1
        both = {"encrypted": front.encrypted, "clear": front.clear}
        assert both == {"encrypted": 0, "clear": 0, expected: 2}
        return
    with pytest.raises(Unavailable) as refused:
        await asked(url)
    assert type(refused.value.__cause__).__name__ == "SSLCertVerificationError"
    assert (front.encrypted, front.clear) == (0, 0)  # no account and no password was sent


async def test_prefer_does_without_where_the_server_has_none(postgres_url: str) -> None:
    assert await asked(f"{postgres_url}?sslmode=prefer") == 1


async def test_require_does_not(postgres_url: str) -> None:
    with pytest.raises(Unavailable, match="ConnectionError"):
        await asked(f"{postgres_url}?sslmode=require")


async def test_a_command_says_what_is_wrong_with_the_certificate(
    front: TlsFront, other: Authority
) -> None:
    url = front.url(f"sslmode=verify-full&sslrootcert={other.file}")
    env = environment(database_url=url)

    ended = await anyio.to_thread.run_sync(lambda: command("migrate", env=env))

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "Error: The certificate of the database is refused (unable to get local issuer "
        "certificate): see IMITATE_DATABASE_URL.\n"
    )
