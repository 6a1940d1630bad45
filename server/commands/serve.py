"""The command `serve`: runs uvicorn with the application in one or several processes."""

import asyncio
from functools import partial
from typing import Final

import click
import uvicorn

from server.app import assemble
from server.commands.wired import migrate_or_exit, settings_or_exit
from server.examination.start import UnsafeConfiguration, check_start
from server.settings.settings import Settings
from server.telemetry import library_log, request_log
from server.telemetry.traces import TracesNotInstalled, check_installed
from server.transport.protocol import Protocol

GRACE: Final = 15  # seconds in which running requests may finish after the signal to stop
STARTS_WITHIN: Final = 60  # seconds; a worker process that takes longer is replaced


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--no-migrate", is_flag=True, help="Do not migrate the database first.")
def command(host: str, port: int, workers: int, *, no_migrate: bool) -> None:
    settings = settings_or_exit()
    try:
        check_installed(settings.traces_url)
    except TracesNotInstalled as missing:
        raise click.ClickException(str(missing)) from None
    if not no_migrate:
        asyncio.run(migrate_or_exit(settings))
    _check_start_or_exit(settings)
    uvicorn.run(
        partial(assemble, settings),
        factory=True,
        host=host,
        port=port,
        workers=workers,
        http=Protocol,
        log_config=library_log.CONFIGURATION,
        ws="none",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        timeout_worker_healthcheck=STARTS_WITHIN,
        log_level="warning" if workers == 1 else "info",
    )


def _check_start_or_exit(settings: Settings) -> None:
    """Once, before any worker process is started."""
    request_log.configure()
    try:
        check_start(settings)
    except UnsafeConfiguration as refusal:
        raise click.ClickException(str(refusal)) from None
