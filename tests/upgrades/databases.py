"""Databases as an earlier or a later release leaves them."""

from alembic import command
from sqlalchemy import Connection, text

from db.engine.connections import Database
from db.upgrade import alembic_config


async def downgrade(url: str, revision: str) -> None:
    """Undo the revisions after this one."""

    def run(connection: Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, revision)

    database = Database(url)
    async with database.engine.execution_options(migrate=True).begin() as connection:
        await connection.run_sync(run)
    await database.dispose()


async def change(url: str, statement: str) -> None:
    """Run one statement on a connection of its own."""
    database = Database(url)
    async with database.engine.begin() as connection:
        await connection.execute(text(statement))
    await database.dispose()
