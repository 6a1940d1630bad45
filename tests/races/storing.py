"""Puts worlds into the database, behind the application's back."""

from collections.abc import Iterable

from sqlalchemy import inspect
from sqlmodel import SQLModel

from auth.sign_in import tokens
from auth.sign_in.tokens import TokenKind
from db.demo import shop as demo
from db.engine.dialect import upsert
from db.models import UserSession
from db.models.columns import new_id
from resolvers.application import Application
from tests.races.world import LONG, NOW


async def store(application: Application, rows: Iterable[SQLModel]) -> None:
    """Make these rows what they are here."""
    by_table: dict[type[SQLModel], list[dict[str, object]]] = {}
    for row in rows:
        by_table.setdefault(type(row), []).append(row.model_dump())
    async with application.database.alchemy() as session:
        connection = await session.connection()
        for model, values in by_table.items():
            added = upsert(model)
            statement = added.on_conflict_do_update(
                index_elements=list(inspect(model).primary_key),
                set_={name: added.excluded[name] for name in model.model_fields},
            )
            await connection.execute(statement, values)


def signed_in_admin() -> tuple[UserSession, dict[str, str]]:
    """The session of the demo's super admin, and the header that proves it."""
    token, token_hash = tokens.new(TokenKind.USER_SESSION)
    session = UserSession(
        id=new_id(),
        token_hash=token_hash,
        user_id=demo.demo_id("user", "admin"),
        created_at=NOW,
        last_used_at=NOW,
        expires_at=NOW + LONG,
    )
    return session, {"authorization": f"Bearer {token}"}
