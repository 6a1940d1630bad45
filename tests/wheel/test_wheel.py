"""The wheel without a checkout and without Node, beside strangers that have its rooms' names."""

from pathlib import Path

import pytest

from server.version import __version__
from tests.support.servers import free_port
from tests.wheel.installed import ADMIN, MODULE, SCRIPT, Installed, install

STRANGER = "raise SystemExit('A stranger was imported.')\n"
LOGIN = 'mutation { userLogin(username: "alice", password: "imitate-demo") { user { username } } }'
# Side by side at the beginning, so that one worker runs them all and installs the wheel once.
pytestmark = pytest.mark.long
doors = pytest.mark.parametrize("door", [SCRIPT, MODULE], ids=["script", "module"])


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Strangers lie in site-packages, as PyPI's `schema` does, and in the current folder."""
    installed = install(tmp_path_factory.mktemp("wheel"))
    for file in ("auth/__init__.py", "db/__init__.py", "schema.py"):
        put(installed.site_packages / file, STRANGER)
    for file in ("auth/__init__.py", "graphql/__init__.py", "click.py"):
        put(installed.folder / file, STRANGER)
    return installed


def put(file: Path, text: str) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)


def times(folder: Path) -> dict[str, int]:
    """When each file was changed."""
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_only_imitate_comes_into_site_packages(wheel: Installed) -> None:
    folder = wheel.site_packages / "imitate"

    assert wheel.added == {"imitate", f"imitate-{__version__}.dist-info"}
    assert not (folder / "graphql").exists()  # it would hide graphql-core
    assert (folder / "server/static/admin/index.html").exists() == ADMIN.exists()


@doors
def test_version(wheel: Installed, door: tuple[str, ...]) -> None:
    told = wheel.run("--version", door=door)

    assert (told.returncode, told.stdout, told.stderr) == (0, f"imitate {__version__}\n", "")


def test_demo_is_served_by_two_workers(wheel: Installed) -> None:
    """The database goes below the current folder; site-packages may be read-only."""
    before = times(wheel.site_packages)
    url = f"http://127.0.0.1:{free_port()}"

    loaded = wheel.run("demo", "--customers", "10", public_url=url)
    with wheel.served(url, "--workers", "2") as http:
        signed_in = http.post("/graphql", json={"query": LOGIN}).json()
        statuses = [http.get(path).status_code for path in ("/", "/admin/")]

    database = wheel.folder / "var" / "imitate.db"
    assert loaded.returncode == 0, loaded.stderr
    assert loaded.stdout.endswith(f"Database         {database}\n")
    assert database.is_file()
    assert signed_in == {"data": {"userLogin": {"user": {"username": "alice"}}}}
    assert statuses == [200, 200 if ADMIN.exists() else 503]
    assert times(wheel.site_packages) == before


def test_package_that_was_imported_first_is_named(wheel: Installed) -> None:
    """A .pth file runs code at the start of Python, before imitate can put its folder first."""
    stranger, hook = wheel.site_packages / "db" / "__init__.py", wheel.site_packages / "hook.pth"
    stranger.write_text("")
    hook.write_text("import db\n")

    told = wheel.run("demo")

    hook.unlink()
    stranger.write_text(STRANGER)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == (
        f"Error: another package named db is imported instead of imitate's ({stranger}). "
        "Install imitate into an environment of its own.\n"
    )


def test_folder_that_cannot_be_made_is_named(wheel: Installed, tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file, not a folder")
    database = tmp_path / "var" / "imitate.db"

    told = wheel.run("demo", database_url=f"sqlite:///{database}")

    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == f"Error: The database file {database} cannot be used: File exists.\n"
