"""The words of a PostgreSQL address mean what they mean to libpq, or are refused by name."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from db.engine.drivers.postgres_address import CONNECT_TIMEOUT, PostgresAddress, parse
from server.settings.settings import Settings

ALICE = "postgresql://alice:secret@db/shop"
HUSH = "hush"


def test_every_scheme_is_the_same() -> None:
    words = {"user": "alice", "password": "secret", "dbname": "shop"}

    for scheme in ("postgresql", "postgres", "postgresql+asyncpg"):
        address = parse(f"{scheme}://alice:secret@db:5433/shop")

        assert address == PostgresAddress((("db", 5433),), words)


@pytest.mark.parametrize(
    ("written", "password"),
    [
        ("p%40ss%25", "p@ss%"),
        ("a:b", "a:b"),
        ("a+b%2Bc", "a+b+c"),
        ("%2F%3F%23%26%3D", "/?#&="),
        ("a#b", "a#b"),
        ("%C3%A4", "ä"),
    ],
)
def test_a_password_is_decoded_once(written: str, password: str) -> None:
    assert parse(f"postgresql://alice:{written}@db/shop").words["password"] == password
    assert parse(f"postgresql://db/?password={written}").words["password"] == password


@pytest.mark.parametrize(
    ("place", "hosts"),
    [
        ("", ((None, None),)),
        (":5433", ((None, 5433),)),
        ("db", (("db", None),)),
        ("[::1]:5433", (("::1", 5433),)),
        ("%2Frun%2Fpostgresql", (("/run/postgresql", None),)),
        ("one,two:5433,[::1]", (("one", None), ("two", 5433), ("::1", None))),
        ("/?host=/run/postgresql&port=5433", (("/run/postgresql", 5433),)),
        ("/?host=one,two&port=5433", (("one", 5433), ("two", 5433))),
        ("one,two/?port=5433,5434", (("one", 5433), ("two", 5434))),
    ],
)
def test_hosts(place: str, hosts: object) -> None:
    assert parse(f"postgresql://alice@{place}").hosts == hosts


def test_words_that_are_handed_on() -> None:
    address = parse(
        f"{ALICE}?sslmode=require&connect_timeout=5&application_name=the%20shop"
        "&options=-c%20work_mem%3D8MB&target_session_attrs=read-write&passfile=/run/pass"
        "&channel_binding=prefer&gssencmode=disable&load_balance_hosts=disable"
    )

    assert address.connect_timeout == 5
    assert address.needs_writer
    assert address.tls == {"sslmode": "require"}
    assert address.settings == {"application_name": "the shop", "options": "-c work_mem=8MB"}
    assert address.words["passfile"] == "/run/pass"
    assert "gssencmode" not in address.words
    assert parse(ALICE).connect_timeout == CONNECT_TIMEOUT
    assert parse(f"{ALICE}?ssl=true").tls == {"sslmode": "require"}
    assert parse(f"{ALICE}?sslrootcert=system&sslmode=verify-full").tls["sslrootcert"] == "system"


@pytest.mark.parametrize(
    ("uri", "text"),
    [
        ("postgresql://alice:hu@sh@db/shop", "write @ as %40"),
        ("postgresql://alice:hu/sh@db/shop", "write @ as %40, / as %2F"),
        ("postgresql://alice:hush?@db/shop", "? as %3F"),
        ("postgresql://alice:hush%@db/shop", "password: write % as %25"),
        ("postgresql://alice:hush%zz@db/shop", "password: write % as %25"),
        ("postgresql://alice:hush%00@db/shop", "password: write % as %25"),
        ("postgresql://alice:hush%ff@db/shop", "password must be UTF-8"),
        ("postgresql:/alice:hush@db/shop", "must look like postgresql://user:password@host/name"),
        ("postgresql://db:hush/shop", "a port must be a number up to 65535"),
        ("postgresql://db:70000/shop", "a port must be a number up to 65535"),
        ("postgresql://db:0/shop", "a port must be a number up to 65535"),
        ("postgresql://::1/shop", "an IPv6 address stands in brackets"),
        ("postgresql://one,/shop", "between two commas there must be a host"),
        ("postgresql://one,two/?port=1,2,3", "port must be one, or as many as there are hosts"),
        ("postgresql://one:1/?port=2", "port stands twice"),
        ("postgresql://one/?host=two", "host stands twice"),
        (f"{ALICE}?password=hush", "password stands twice"),
        (f"{ALICE}?dbname=hush", "dbname stands twice"),
        (f"{ALICE}?sslmode=verify-full&sslmode=disable", "sslmode stands twice"),
        (f"{ALICE}?application_name=a&application_name=a", "application_name stands twice"),
        (f"{ALICE}?sslmode", "what follows the ? must be word=value&word=value"),
        (f"{ALICE}?pgbouncer=true", "pgbouncer is not supported"),
        (f"{ALICE}?service=shop", "service is not supported"),
        (f"{ALICE}?keepalives_idle=10", "keepalives_idle is not supported"),
        (f"{ALICE}?hostaddr=10.0.0.1", "hostaddr is not supported"),
        (f"{ALICE}?channel_binding=require", "channel_binding=require is not supported"),
        (f"{ALICE}?gssencmode=require", "gssencmode=require is not supported"),
        (f"{ALICE}?load_balance_hosts=random", "load_balance_hosts=random is not supported"),
        (f"{ALICE}?prepared_statement_cache_size=0", "prepared_statement_cache_size is not"),
        (f"{ALICE}?connect_timeout=0", "connect_timeout must be whole seconds, 1 or more"),
        (f"{ALICE}?connect_timeout=2.5", "connect_timeout must be whole seconds, 1 or more"),
        (f"{ALICE}?target_session_attrs=standby", "target_session_attrs must be read-write, "),
        (f"{ALICE}?target_session_attrs=prefer-standby", "target_session_attrs must be "),
        (f"{ALICE}?sslmode=yes", "sslmode must be one of disable, allow, prefer, require, "),
        (f"{ALICE}?sslmode=verify-full", "sslmode=verify-full needs sslrootcert: a file, or "),
        (f"{ALICE}?sslmode=require&sslrootcert=system", "sslrootcert=system needs sslmode="),
        (f"{ALICE}?sslnegotiation=direct", "sslnegotiation=direct needs sslmode=require or "),
        (f"{ALICE}?sslnegotiation=never&sslmode=require", "sslnegotiation must be one of "),
        (f"{ALICE}?ssl_min_protocol_version=SSLv3", "ssl_min_protocol_version must be one of "),
        (f"{ALICE}?ssl=false", "ssl is not supported"),
        ("mysql://alice:hush@db/shop", "only sqlite:/// and postgresql:// are supported"),
        ("hush", "only sqlite:/// and postgresql:// are supported"),
    ],
)
def test_what_is_refused_is_named_and_not_quoted(uri: str, text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(database_url=uri)

    (error,) = refused.value.errors(include_url=False, include_context=False, include_input=False)
    assert error["msg"].startswith("Value error, ")
    assert text in error["msg"]
    assert HUSH not in str(refused.value)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("word", ["sslrootcert", "sslcrl", "sslcert"])
def test_a_file_that_cannot_be_used_is_named_at_the_start(tmp_path: Path, word: str) -> None:
    junk = tmp_path / "junk.pem"
    junk.write_text("no certificate")

    with pytest.raises(ValidationError, match=f"{word}: No such file or directory"):
        Settings(database_url=f"{ALICE}?{word}={tmp_path}/none.pem")
    with pytest.raises(ValidationError, match=f"{word}: the file cannot be used"):
        Settings(database_url=f"{ALICE}?{word}={junk}")


def test_settings_show_hosts_and_name_alone() -> None:
    url = "postgresql://alice:hush@one,[::1]:5433/shop?application_name=hush"
    settings = Settings(database_url=url)

    assert settings.model_dump()["database_url"] == "postgresql://one,[::1]:5433/shop"
    assert "hush" not in repr(settings)
