"""A key file of the audit log that holds something else ends a command with one line."""

import os
from pathlib import Path

import pytest

from server.settings.audit_keys import add_key, read_or_make
from server.settings.explained import UnusableSettings
from server.settings.settings import Settings
from server.settings.values.audit_key_lines import keys_of
from tests.support.servers import command

TEXT = "must hold lines that `imitate audit new-key` has written, and nothing else."
CONTENTS = [b"", b"PRIVATE+KEY+shop.example/audit+530d903a+AQ==\n", b"\xff\xfe key"]


@pytest.mark.parametrize("content", CONTENTS)
def test_made_file_with_another_content_is_refused(tmp_path: Path, content: bytes) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/shop.db")
    file = tmp_path / "shop.db.audit-key"
    file.write_bytes(content)

    with pytest.raises(UnusableSettings) as refused:
        read_or_make(settings)

    assert str(refused.value) == f"{file} {TEXT}"
    assert file.read_bytes() == content


@pytest.mark.parametrize(
    "arguments",
    [
        ("audit", "new-key", "{file}"),
        ("audit", "public-key"),
        ("audit", "verify"),
        ("migrate",),
        ("serve", "--port", "0"),
        ("doctor",),
    ],
)
def test_command_ends_with_one_line_and_leaves_the_file(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    file = tmp_path / "shop.db.audit-key"
    file.write_bytes(CONTENTS[1])
    (tmp_path / "shop.db").touch()
    env = {"IMITATE_DATABASE_URL": f"sqlite:///{tmp_path}/shop.db"}

    ended = command(*(one.format(file=file) for one in arguments), env=env)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"Error: {file} {TEXT}\n"
    assert file.read_bytes() == CONTENTS[1]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A database whose key is not beside it, but in `kept-elsewhere`."""
    file = tmp_path / "copied.db"
    command("migrate", env={"IMITATE_DATABASE_URL": f"sqlite:///{file}"})
    Path(f"{file}.audit-key").rename(tmp_path / "kept-elsewhere")
    return file


@pytest.mark.parametrize("name", ["verify", "checkpoint", "export", "public-key"])
def test_what_reads_the_audit_log_of_a_copy_makes_no_key(copied: Path, name: str) -> None:
    ended = command("audit", name, env={"IMITATE_DATABASE_URL": f"sqlite:///{copied}"})

    key = f"{copied}.audit-key"
    text = f"There is no {key}: IMITATE_AUDIT_KEY_FILE names the keys of this audit log."
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"Error: {text}\n"
    assert not Path(key).exists()


def test_doctor_makes_no_key_beside_a_copy(copied: Path) -> None:
    ended = command("doctor", env={"IMITATE_DATABASE_URL": f"sqlite:///{copied}"})

    key = f"{copied}.audit-key"
    assert f"the first start in development makes {key}" in ended.stdout
    assert not Path(key).exists()


def test_verify_reads_a_copy_with_the_keys_that_are_named(copied: Path, tmp_path: Path) -> None:
    env = {
        "IMITATE_DATABASE_URL": f"sqlite:///{copied}",
        "IMITATE_AUDIT_KEY_FILE": str(tmp_path / "kept-elsewhere"),
    }

    ended = command("audit", "verify", env=env)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert not Path(f"{copied}.audit-key").exists()


@pytest.mark.parametrize(("before", "after"), [(0o600, 0o600), (0o440, 0o440), (0o666, 0o640)])
def test_g2_new_key_leaves_the_file_to_those_who_may_read_it(
    tmp_path: Path, before: int, after: int
) -> None:
    file = tmp_path / "audit-key"
    first = add_key(file, Settings())
    file.chmod(before)

    second = add_key(file, Settings())

    assert file.stat().st_mode & 0o777 == after
    assert [key.verifier for key in keys_of(file.read_text())] == [second.verifier, first.verifier]


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives a file to another user")
def test_g2_new_key_of_root_leaves_the_file_to_its_owner(tmp_path: Path) -> None:
    file = tmp_path / "audit-key"
    add_key(file, Settings())
    os.chown(file, 65_534, 65_534)

    add_key(file, Settings())

    found = file.stat()
    assert (found.st_uid, found.st_gid, found.st_mode & 0o777) == (65_534, 65_534, 0o600)
