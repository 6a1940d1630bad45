"""A command whose database cannot be used ends with one line, which holds no password."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.support.forks.processes import Process, run
from tests.support.servers import command, environment

COMMANDS = (("migrate",), ("demo",), ("sweep",), ("audit", "verify"), ("serve", "--port", "1"))
NAMES = ("--email", "zoe@example.com", "--first-name", "Zoe", "--last-name", "Zimmer")
OTHERS = (
    *(("audit", "checkpoint"), ("audit", "export"), ("audit", "sign-anew")),
    *(("keys",), ("keys", "rotate"), ("create-user", "zoe", *NAMES)),
    *(("erase", "user", "0" * 32, "--yes"), ("import", "customers", __file__)),
)


@pytest.mark.parametrize("arguments", [*COMMANDS, *OTHERS], ids=" ".join)
def test_postgresql_that_does_not_answer(arguments: tuple[str, ...]) -> None:
    env = environment(database_url="postgres://imitate:hush%40%25@127.0.0.1:1/imitate")

    ended = command(*arguments, env=env, stdin="a password of a new user")

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("Error: The database does not answer (")
    assert ended.stderr.endswith("): see IMITATE_DATABASE_URL.\n")
    assert ended.stderr.count("\n") == 1


def test_doctor_says_it_among_its_checks() -> None:
    ended = command("doctor", env=environment(database_url="postgres://imitate:hush@127.0.0.1:1/"))

    assert (ended.returncode, ended.stderr) == (1, "")
    *_, line = ended.stdout.splitlines()
    assert line.startswith("failed   state ")
    assert line.endswith(" database: does not answer (ConnectionRefusedError): see DATABASE_URL")


def test_sqlite_file_whose_folder_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file, not a folder")
    file = tmp_path / "var" / "imitate.db"

    ended = command("migrate", env=environment(database_url=f"sqlite:///{file}"))

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"Error: The database file {file} cannot be used: File exists.\n"


def test_sqlite_file_that_is_a_folder(tmp_path: Path) -> None:
    ended = command("migrate", env=environment(database_url=f"sqlite:///{tmp_path}"))

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        f"Error: The database file {tmp_path} cannot be used: unable to open database file.\n"
    )


def missing_database(url: str) -> str:
    return make_url(url).set(database="no_such_database").render_as_string(hide_password=False)


def missing_role(url: str) -> str:
    return make_url(url).set(username="no_such_role").render_as_string(hide_password=False)


def missing_host(url: str) -> str:
    wrong = make_url(url).set(host="no-such-host.invalid", query={})
    return wrong.render_as_string(hide_password=False)


@pytest.mark.postgresql
@pytest.mark.parametrize("broken", [missing_database, missing_role, missing_host])
@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: arguments[0])
def test_postgresql_that_refuses(
    postgres_url: str, arguments: tuple[str, ...], broken: Callable[[str], str]
) -> None:
    if arguments[0] == "serve":
        arguments = ("serve", "--port", "0")

    ended = command(*arguments, env=environment(database_url=broken(postgres_url)))

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("Error: The database does not answer (")
    assert ended.stderr.count("\n") == 1


@contextmanager
def speaking(words: bytes) -> Iterator[int]:
    """The port of a program that is no PostgreSQL: it says this to everybody and hangs up."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def hang_up() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(1024)
                    connection.sendall(words)

        threading.Thread(target=hang_up, daemon=True).start()
        yield int(listening.getsockname()[1])
        listening.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("words", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\xff" * 100])
def test_other_program_at_the_port(words: bytes) -> None:
    with speaking(words) as port:
        url = f"postgresql://imitate:hush-hush@127.0.0.1:{port}/imitate"
        ended = command("migrate", env=environment(database_url=url))

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("Error: The database does not answer (")
    assert ended.stderr.count("\n") == 1


FULL = """\
import resource, runpy, sys
most = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))  # as on a disk that is full
sys.argv = ["imitate", *sys.argv[2:]]
runpy.run_module("server", run_name="__main__")
"""


@pytest.fixture(scope="module")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo shop, without a log beside it."""
    file = tmp_path_factory.mktemp("full") / "imitate.db"
    loaded = command("demo", "--customers", "1", env=environment(database_url=f"sqlite:///{file}"))
    assert loaded.returncode == 0
    return file


@pytest.mark.parametrize(
    "arguments", [("audit", "verify"), ("sweep",), ("demo", "--customers", "9")], ids=str
)
def test_disk_that_is_full(sqlite_file: Path, arguments: tuple[str, ...]) -> None:
    env = environment(database_url=f"sqlite:///{sqlite_file}")

    ended = run("-c", FULL, "4096", *arguments, env=env)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"Error: The database file {sqlite_file} cannot be used: ")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", [("audit", "export"), ("schema",), ("doctor",)], ids=str)
def test_output_that_is_full(sqlite_file: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    env = environment(database_url=f"sqlite:///{sqlite_file}")
    written = tmp_path / "stderr"
    output = Path("/dev/full")

    with Process("-m", "server", *arguments, env=env, stdout=output, stderr=written) as process:
        status = process.wait()

    assert (status, written.read_text()) == (1, "Error: No space left on device.\n")
