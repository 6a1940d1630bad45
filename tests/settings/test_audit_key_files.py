"""A key file of the audit log that holds something else ends a command with one line."""

from pathlib import Path

import pytest

from server.settings.audit_keys import read_or_make
from server.settings.explained import UnusableSettings
from server.settings.settings import Settings
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
