"""The demo shop, for everywhere but production."""

import click

from db import demo
from db.migrate import migrate
from server.chores import wired
from server.settings import Environment, Settings


async def load(settings: Settings, *, password: str, customers: int) -> None:
    """Migrate, then add what is missing; refused in production."""
    if settings.environment is Environment.PRODUCTION:
        raise click.ClickException("The demo shop has a known password: not in production.")
    await migrate(settings.database_url)
    async with wired(settings) as application:
        password_hash = await application.passwords.hash(password)
        async with application.database.begin() as session:
            await demo.load(
                session,
                password_hash=password_hash,
                public_url=settings.public_url,
                customers=customers,
            )
