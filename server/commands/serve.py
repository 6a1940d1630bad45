"""The command `serve`: runs uvicorn with the application in one or several processes."""

import socket
from contextlib import suppress
from functools import partial
from typing import Final

import click
import uvicorn
from uvicorn.config import STARTUP_FAILURE

from server.app import assemble
from server.background.freed_memory import use_one_arena
from server.commands.apart import do_apart
from server.commands.before_forks import load_before_forks
from server.commands.given_settings import exit_on_unusable, settings_or_exit
from server.examination.start import UnsafeConfiguration, check_start
from server.plugins.loading import load
from server.settings.audit_keys import read_or_make
from server.settings.settings import Settings
from server.telemetry import library_log, request_log
from server.telemetry.traces import TracesNotInstalled, check_installed
from server.transport.one_worker import OneWorker
from server.transport.protocol import Protocol
from server.transport.sockets.listening import (
    CannotListen,
    handles_of,
    listen,
    open_sockets,
    port_of,
)
from server.transport.sockets.open_files import TooFewOpenFiles, within_open_files
from server.transport.workers.supervisor import Supervisor

GRACE: Final = 15  # seconds in which running requests may finish after the signal to stop
KEEP_ALIVE: Final = 75  # seconds between two requests: longer than most clients and proxies wait


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65_535), help="0: any."
)
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes."
)
@click.option("--no-migrate", is_flag=True, help="Do not migrate the database first.")
@click.option("--demo", "with_demo", is_flag=True, help="Load the demo shop first.")
def command(host: str, port: int, workers: int, *, no_migrate: bool, with_demo: bool) -> None:
    use_one_arena()  # before the threads of the checks have arenas
    given = settings_or_exit()
    try:
        check_installed(given.traces_url)
        sockets = open_sockets(host, port)  # first: a port in use is told at once
        settings = given.at_port(port_of(sockets))
        if with_demo:
            do_apart(partial(_load_demo, settings))
        elif not no_migrate:
            do_apart(partial(_migrate, given, port_of(sockets)))
        request_log.configure(settings.log_format)
        do_apart(partial(_check_parts, settings))
        settings = within_open_files(settings)
        if settings.is_production:
            do_apart(partial(check_start, settings))
        listen(sockets)
    except (TracesNotInstalled, CannotListen, UnsafeConfiguration, TooFewOpenFiles) as refusal:
        raise click.ClickException(str(refusal)) from None
    _run(settings, handles_of(sockets), workers)


def _load_demo(settings: Settings) -> None:
    from server.commands.preparing import load_demo  # noqa: PLC0415 - what it needs, serving does not

    load_demo(settings)


def _migrate(settings: Settings, port: int) -> None:
    from server.commands.preparing import migrate  # noqa: PLC0415 - as above

    migrate(settings, port)


def _check_parts(settings: Settings) -> None:
    """End with one line where plug-ins or keys cannot be used, not with one of each worker's."""
    with exit_on_unusable():
        load(settings.plugins)
        read_or_make(settings)


def _run(settings: Settings, sockets: list[socket.socket], workers: int) -> None:
    config = _config(settings)
    told = {"address": settings.public_url, "environment": settings.environment.value}
    with suppress(KeyboardInterrupt):
        if workers > 1:
            load_before_forks(config, settings)
            has_started = Supervisor(config, sockets, workers, **told).run()
        else:
            server = OneWorker(config, **told)
            server.run(sockets)
            has_started = server.started
        if not has_started:
            raise SystemExit(STARTUP_FAILURE)


def _config(settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        partial(assemble, settings),
        factory=True,
        http=Protocol,
        log_config=library_log.configuration(settings.log_format),
        ws="none",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=KEEP_ALIVE,
        log_level="warning",
    )
