"""The settings: each is documented; unknown or unsafe ones stop the start."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from auth.vocabulary import ConsentRequired
from server.settings.explained import UnusableSettings, read_explained
from server.settings.secret_keys import DEVELOPMENT
from server.settings.settings import PREFIX, Settings, UnknownSetting, read

OPERATING = Path(__file__).parent.parent.parent / "docs" / "operating" / "settings.md"
LONG = "k" * 32
DURATIONS = [
    "TOKEN_LIFETIME",
    "IMITATION_MAX_DURATION",
    "IMITATION_IDLE_TIMEOUT",
    "CONTEXT_LIFETIME",
    "USER_SESSION_LIFETIME",
    "USER_SESSION_IDLE_TIMEOUT",
    "STEP_UP_MAX_AGE",
]


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the developer's own settings."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(PREFIX + name, value)
    return read()


def test_unknown_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnknownSetting, match=r"IMITATE_TOKEN_LIFETIMES\b"):
        given(monkeypatch, TOKEN_LIFETIMES="60", TOKEN_LIFETIME="60")


def test_name_in_small_letters_is_refused_as_it_is_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("imitate_consent_required", "always")
    with pytest.raises(UnknownSetting, match="imitate_consent_required"):
        read()


def test_empty_one_is_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert given(monkeypatch, TOKEN_LIFETIME="", GRAPHIQL="").token_lifetime == 60


@pytest.mark.parametrize(
    "url",
    ["sqlite://", "sqlite:///", "sqlite:///shop.db?mode=ro", "sqlite://host/shop.db"],
    ids=["nothing", "no path", "a word", "a host"],
)
def test_a_sqlite_url_is_a_path_alone(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    with pytest.raises(ValidationError, match="path of a file, and nothing else"):
        given(monkeypatch, DATABASE_URL=url)


def test_another_encoding_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMITATE_FACTOR_REQUIRED_ROLES", os.fsdecode("Verkäufer".encode("latin-1")))
    monkeypatch.setenv("IMITATE_METRICS_TOKEN", os.fsdecode(b"\xff" * 40))

    with pytest.raises(UnusableSettings) as refusal:
        read_explained()

    names = "IMITATE_FACTOR_REQUIRED_ROLES, IMITATE_METRICS_TOKEN"
    assert str(refusal.value) == f"{names} must be UTF-8 text."


@pytest.mark.parametrize("name", ["METRICS_TOKEN", "AUDIT_READ_TOKEN"])
@pytest.mark.parametrize("token", [f"{LONG} ", f"{LONG}\n{LONG}", f"\ufeff{LONG}", "ü" * 32])
def test_token_that_no_header_carries_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, token: str
) -> None:
    with pytest.raises(ValidationError, match="must be ASCII on one line"):
        given(monkeypatch, **{name: token})


def test_step_up_of_a_role_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="must name each role once"):
        given(monkeypatch, STEP_UP_ROLES="Support=300, Support = 900")


def test_every_one_is_documented_and_no_other() -> None:
    table = OPERATING.read_text(encoding="utf-8").partition("\n## ")[0]

    documented = [
        name
        for row in table.splitlines()
        if row.startswith("| `")
        for name in re.findall(r"`([A-Z0-9_]+)`", row.split("|")[1])
    ]

    assert sorted(documented) == sorted(name.upper() for name in Settings.model_fields)


def test_documented_defaults_are_those_of_the_code() -> None:
    text = OPERATING.read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        row = re.search(rf"^\| `{name.upper()}` \| `([^`]*)` \|", text, re.MULTILINE)
        if row and not isinstance(field.default, bool):
            assert row.group(1) == str(field.default), name


@pytest.mark.parametrize(
    "secret",
    [
        None,
        "short",
        LONG[:-1],
        f"{LONG},short",
        DEVELOPMENT,
        f"{LONG},{DEVELOPMENT}",
        "ChangeMe" * 4,
        "this-is-only-an-example-for-the-docs",
    ],
)
def test_production_refuses_the_secret(monkeypatch: pytest.MonkeyPatch, secret: str | None) -> None:
    values = {"ENVIRONMENT": "production"} | ({"SECRET": secret} if secret else {})

    with pytest.raises(ValidationError, match="IMITATE_SECRET must") as refused:
        given(monkeypatch, **values)

    assert secret is None or secret not in str(refused.value)


def test_production_starts_with_keys_to_sign_and_to_verify(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = given(monkeypatch, ENVIRONMENT="production", SECRET=f"{LONG}, {LONG[::-1]}x")

    assert settings.secrets == (LONG.encode(), f"{LONG}x".encode())


@pytest.mark.parametrize("environment", ["development", "production"])
def test_secret_without_a_key_is_refused(monkeypatch: pytest.MonkeyPatch, environment: str) -> None:
    with pytest.raises(ValidationError, match="IMITATE_SECRET must hold a key"):
        given(monkeypatch, ENVIRONMENT=environment, SECRET=" , ")


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://imitate@db/imitate?password=hush-hush&application_name=hush-hush"
    settings = given(monkeypatch, SECRET=LONG, DATABASE_URL=url)

    for shown in (
        repr(settings),
        str(settings),
        str(settings.model_dump()),
        settings.model_dump_json(),
    ):
        assert LONG not in shown
        assert "hush-hush" not in shown


def test_refused_value_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError) as refused:
        given(monkeypatch, DATABASE_URL="mysql://imitate:hush-hush@db/imitate")

    assert "hush-hush" not in str(refused.value)


@pytest.mark.parametrize("name", DURATIONS)
@pytest.mark.parametrize("value", ["60.5", "1m", "PT1M", "-1", "60 s", "sixty", "1e2"])
def test_duration_is_whole_seconds(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(ValidationError):
        given(monkeypatch, **{name: value})


def test_durations_reach_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = given(monkeypatch, **{name: str(60 + i) for i, name in enumerate(DURATIONS)}).rules

    for seconds, name in enumerate(DURATIONS, start=60):
        assert getattr(rules, name.lower()) == timedelta(seconds=seconds)


@pytest.mark.parametrize(("lifetime", "fits"), [("1", True), ("3600", True), ("0", False)])
def test_token_lifetime_is_one_second_to_an_hour(
    monkeypatch: pytest.MonkeyPatch, lifetime: str, *, fits: bool
) -> None:
    if fits:
        assert given(monkeypatch, TOKEN_LIFETIME=lifetime).token_lifetime == int(lifetime)
        return
    with pytest.raises(ValidationError):
        given(monkeypatch, TOKEN_LIFETIME=lifetime)


def test_contract_s_defaults() -> None:
    rules = Settings().rules

    assert (rules.token_lifetime, rules.imitation_max_duration) == (
        timedelta(seconds=60),
        timedelta(hours=1),
    )
    assert (rules.imitation_idle_timeout, rules.context_lifetime) == (
        timedelta(minutes=15),
        timedelta(days=1),
    )
    assert (rules.user_session_lifetime, rules.user_session_idle_timeout) == (
        timedelta(hours=8),
        timedelta(minutes=30),
    )
    assert (rules.reason_required, rules.consent_required, rules.step_up_max_age) == (
        False,
        ConsentRequired.UNLESS_WITHDRAWN,
        None,
    )


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("unless-withdrawn", ConsentRequired.UNLESS_WITHDRAWN),
        ("", ConsentRequired.UNLESS_WITHDRAWN),
        ("call", ConsentRequired.CALL),
        ("Call", ConsentRequired.CALL),
        *((word, ConsentRequired.ALWAYS) for word in ("always", "1", "true", "T", "Yes", "y")),
        *((word, ConsentRequired.ALWAYS) for word in ("on", "ALWAYS")),
        *((word, ConsentRequired.NEVER) for word in ("never", "0", "False", "f", "no", "n")),
        *((word, ConsentRequired.NEVER) for word in ("off", "OFF")),
    ],
)
def test_consent_required_reads_the_words_of_the_flag_it_was(
    monkeypatch: pytest.MonkeyPatch, word: str, meaning: ConsentRequired
) -> None:
    monkeypatch.setenv("IMITATE_CONSENT_REQUIRED", word)

    assert Settings().rules.consent_required is meaning


@pytest.mark.parametrize("word", ["sometimes", "2", "withdrawn", "always,never", "null"])
def test_consent_required_refuses_other_words(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("IMITATE_CONSENT_REQUIRED", word)

    with pytest.raises(ValidationError, match="'unless-withdrawn', 'always', 'call' or 'never'"):
        Settings()


def test_lists_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMITATE_TRUSTED_PROXIES", "10.0.0.0/8, ::1")
    monkeypatch.setenv("IMITATE_ALLOWED_HOSTS", "Shop.example,a:1,Müller.example,A_b:80")
    monkeypatch.setenv("IMITATE_CORS_ORIGINS", "https://App.example/,https://ä.example:443")

    settings = Settings()

    assert settings.trusted_proxies == ("10.0.0.0/8", "::1/128")
    assert settings.allowed_hosts == ("shop.example", "a:1", "xn--mller-kva.example", "a_b:80")
    assert settings.cors_origins == ("https://app.example", "https://xn--4ca.example")


@pytest.mark.parametrize("origin", ["https://a;sandbox", "https://a b", "https://*", "a.example"])
def test_origin_that_would_change_a_policy_is_refused(
    monkeypatch: pytest.MonkeyPatch, origin: str
) -> None:
    monkeypatch.setenv("IMITATE_ADMIN_ORIGINS", origin)

    with pytest.raises(ValidationError, match=r"origins look like|must be http or https"):
        Settings()


def test_public_url_is_kept_in_its_normal_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMITATE_PUBLIC_URL", "https://Müller.example:443/")

    assert Settings().public_url == "https://xn--mller-kva.example"
