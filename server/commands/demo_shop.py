"""The demo shop, for everywhere but production."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click

from db.demo import orders, shop
from db.demo import purchases as demo_purchases
from db.migrate import migrate
from server.commands.audit import wired
from server.settings.settings import Settings

PACKAGE: Final = "lifetimes"  # optional: it ships what 23,570 real customers bought
FILE: Final = "datasets/CDNOW_master.txt"
PASSWORD: Final = "imitate-demo"  # noqa: S105 - everybody may know it


async def load(settings: Settings, *, customers: int) -> None:
    """Migrate, then add what is missing; refused in production."""
    if settings.is_production:
        raise click.ClickException("The demo shop has a known password: not in production.")
    purchases = read_purchases(find_purchases(), customers=customers)
    await migrate(settings.database_url)
    async with wired(settings) as application:
        password_hash = await application.passwords.hash(PASSWORD)
        async with application.database.begin() as session:
            await shop.load(
                session,
                password_hash=password_hash,
                public_url=settings.public_url,
                customers=customers,
                since=demo_purchases.first_days(purchases),
            )
            await orders.load(session, purchases)


def find_purchases() -> Path | None:
    """The file, where the package is installed; it is not imported, that would need pandas."""
    spec = find_spec(PACKAGE)
    places = spec.submodule_search_locations if spec else None
    file = Path(places[0]) / FILE if places else None
    return file if file and file.exists() else None


def read_purchases(file: Path | None, *, customers: int) -> list[demo_purchases.Purchase]:
    """What the first customers bought; nothing without the file."""
    if file is None:
        return []
    with file.open(encoding="ascii") as lines:
        return demo_purchases.read(lines, customers=customers)
