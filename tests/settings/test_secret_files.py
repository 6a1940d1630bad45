"""G3: secrets from files, read at the start; a refusal never repeats a value."""

import os
from pathlib import Path

import pytest

from server.settings.secret_files import UnreadableSecret
from server.settings.settings import PREFIX, Settings, UnknownSetting, read
from tests.support.servers import command, environment

TOKEN = "fedcba9876543210fedcba9876543210"
KEY = "k" * 32
URL = "postgresql://imitate:hush-hush@db/imitate"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the developer's own settings."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def given(monkeypatch: pytest.MonkeyPatch, **values: object) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(PREFIX + name, str(value))
    return read()


@pytest.mark.parametrize("end", ["", "\n", "\r\n", " \n\n"])
def test_g3_secrets_come_from_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, end: str
) -> None:
    secret, url = tmp_path / "secret", tmp_path / "url"
    secret.write_bytes(f"{KEY},{KEY[::-1]}x{end}".encode())
    url.write_bytes(f"{URL}{end}".encode())
    token = tmp_path / "token"
    token.write_bytes(f"{TOKEN}{end}".encode())
    files = {"SECRET_FILE": secret, "DATABASE_URL_FILE": url, "METRICS_TOKEN_FILE": token}
    files["AUDIT_READ_TOKEN_FILE"] = token

    settings = given(monkeypatch, ENVIRONMENT="production", **files)

    assert settings.secrets == (KEY.encode(), f"{KEY}x".encode())
    assert settings.database_url == URL
    for read_token in (settings.metrics_token, settings.audit_read_token):
        assert read_token is not None
        assert read_token.get_secret_value() == TOKEN
    for kept in (KEY, TOKEN):
        assert kept not in repr(settings)
    assert "hush-hush" not in repr(settings)


def test_g3_both_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(KEY)

    with pytest.raises(UnreadableSecret) as refused:
        given(monkeypatch, SECRET="x" * 32, SECRET_FILE=file)

    assert str(refused.value) == (
        "IMITATE_SECRET and IMITATE_SECRET_FILE are both set: set one of them."
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"\xff\xfehush-hush", "is not UTF-8 text"),
        (b"hush-hush" * 10_000, "has more than 65536 bytes"),
    ],
    ids=["empty", "blank", "bytes", "large"],
)
def test_g3_file_without_a_secret_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes, problem: str
) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)

    with pytest.raises(UnreadableSecret) as refused:
        given(monkeypatch, SECRET_FILE=file)

    assert str(refused.value) == f"IMITATE_SECRET_FILE: {file} {problem}."


@pytest.mark.parametrize("where", ["missing", "."])
def test_g3_what_cannot_be_read_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str
) -> None:
    with pytest.raises(UnreadableSecret, match="cannot be read: "):
        given(monkeypatch, DATABASE_URL_FILE=tmp_path / where)


def test_g3_only_secrets_have_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(UnknownSetting, match="IMITATE_PUBLIC_URL_FILE"):
        given(monkeypatch, PUBLIC_URL_FILE=tmp_path / "url")


@pytest.mark.parametrize("content", ["hush-hush", "ChangeMe" * 4])
def test_g1_serve_refuses_a_bad_secret_from_a_file_and_never_prints_it(
    tmp_path: Path, content: str
) -> None:
    file = tmp_path / "secret"
    file.write_text(content)
    database = f"sqlite:///{tmp_path / 'imitate.db'}"
    env = environment(environment="production", secret_file=file, database_url=database)

    refused = command("serve", env=env)

    assert (refused.returncode, refused.stdout) == (1, "")
    assert "IMITATE_SECRET must" in refused.stderr
    assert content not in refused.stderr
    assert not (tmp_path / "imitate.db").exists()
