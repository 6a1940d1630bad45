"""An erasure leaves no name in the bytes of a SQLite file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from auth.audit.erasable import Person
from resolvers.erasure.accounts import erase
from tests.erasure.history import make_history
from tests.support.clients import Agent, Visitor
from tests.support.shop import Shop

WORDS = (b"bob@example.com", b"Ticket 4711", b"Bob Builder", b"Builder")


def found_in(file: Path) -> list[bytes]:
    """The words in the file, once its log is written into it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = file.read_bytes()
    return [word for word in WORDS if word in content]


@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
async def test_nothing_is_left_in_the_file(shop: Shop, alice: Agent, bob: Visitor) -> None:
    await make_history(shop, alice, bob)
    file = Path(shop.settings.sqlite_file or "")
    before = found_in(file)

    await erase(shop.application, Person.CUSTOMER, shop.customer("bob"))

    assert before == list(WORDS)
    assert found_in(file) == []
