"""What a database stores, searched for secrets."""

import base64
from pathlib import Path

from sqlalchemy import inspect, select, text
from sqlmodel import col

from auth.oauth.signing_keys import key_of
from auth.sealed_secrets import unseal
from db.engine.connections import Database
from db.models import JwtKey
from resolvers.oauth.keys import PURPOSE
from tests.support.shop import PASSWORD
from tests.telemetry.canaries import Canaries
from tests.telemetry.sent.factors import check_factors


def check_bytes(stored: bytes, canaries: Canaries) -> None:
    """D1: no password in clear, nor the bytes that a token stands for."""
    assert PASSWORD.encode() not in stored
    tokens = [token for token in canaries.issued if token.startswith("im")]
    assert len(tokens) > 20
    for token in tokens:
        raw = base64.urlsafe_b64decode(token.partition("_")[2] + "=")
        assert raw not in stored
        assert raw.hex().encode() not in stored
    check_factors(stored, canaries)
    assert b"PRIVATE KEY" not in stored
    kinds = {"imb", "imc", "imi", "imk", "imm", "ims", "imu", "eyJ"}
    assert {token[:3] for token in canaries.issued} >= kinds
    for secret in (token for token in canaries.issued if token.startswith("whsec_")):
        raw = base64.b64decode(secret.removeprefix("whsec_"))
        assert raw not in stored
        assert raw.hex().encode() not in stored


async def sealed_keys(url: str, secret: str) -> list[str]:
    """The private keys that the database holds sealed, as the server reads them."""
    database = Database(url)
    async with database.engine.connect() as connection:
        rows = (await connection.execute(select(col(JwtKey.id), col(JwtKey.sealed)))).all()
    await database.dispose()
    plain = [
        unseal(row.sealed, keys=[secret.encode()], purpose=PURPOSE, owner=row.id) for row in rows
    ]
    assert plain
    return [str(key_of(key).as_dict(private=True)["d"]) for key in plain]


async def dump(url: str) -> bytes:
    """The database's content: the files of SQLite, every row of PostgreSQL as text."""
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        return b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
    database = Database(url)
    async with database.engine.connect() as connection:
        tables = await connection.run_sync(lambda found: inspect(found).get_table_names())
        rows = [
            (await connection.execute(text(f"SELECT row_::text FROM {table} row_"))).scalars()
            for table in tables
        ]
        stored = "\n".join(row for found in rows for row in found).encode()
    await database.dispose()
    return stored
