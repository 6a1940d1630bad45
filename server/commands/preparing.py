"""What `serve` does with the database before it serves, in a process of its own."""

import asyncio

from db.demo import loading
from server.commands import demo
from server.commands.wired import migrate_or_exit, wired
from server.settings.settings import Settings


def load_demo(settings: Settings) -> None:
    """Migrate, and load the demo shop."""
    demo.load_and_tell(settings, customers=demo.CUSTOMERS)


def migrate(settings: Settings, port: int) -> None:
    """Migrate; in development the demo's domains follow the port."""
    asyncio.run(_migrate(settings, port))


async def _migrate(settings: Settings, port: int) -> None:
    await migrate_or_exit(settings)
    if not settings.is_production and not settings.has_public_url:
        async with wired(settings) as application, application.database.alchemy() as session:
            await loading.follow_port(session, port)
