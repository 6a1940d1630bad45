"""The command line: `imitate …`, in the checkout also `python -m server …`."""

import errno
import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final

import click

from server.version import __version__

# The file of each command and its help: a command's file, which imports what the command needs, is
# loaded only where that command runs.
COMMANDS: Final = {
    "audit": ("audit", "Verify, export or sign the audit log."),
    "create-user": ("persons.create_user", "Create a user; the terminal asks for the password."),
    "demo": ("demo", "Load the demo shop; rows that exist already stay as they are."),
    "doctor": ("doctor", "Check whether this process could serve safely; exit with 1 if not."),
    "erase": ("persons.erase", "Erase a customer or a user, also from the audit log."),
    "import": ("import_file", "Import a CSV file of Shopware: all its rows, or none."),
    "keys": ("oauth.keys", "List or rotate the keys that sign JWTs for other services."),
    "migrate": ("migrate", "Migrate the database to this version."),
    "schema": ("schema", "Print the schema."),
    "serve": ("serve", "Migrate the database, then answer requests until told to stop."),
    "sweep": ("sweep", "End imitations that have run out and delete old sessions."),
}

# The standard streams in the order of their numbers.
STREAMS: Final = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))


class LazyGroup(click.Group):
    """Loads the file of a command when it is asked for, so that `--help` answers at once."""

    def invoke(self, ctx: click.Context) -> None:
        """Run the command; a file or a standard output that fails it is told in one line."""
        _open_closed_streams()
        try:
            super().invoke(ctx)
            sys.stdout.flush()
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader has seen enough; click ends the process
                raise
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is left would be written at exit
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror or error}.") from None

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in COMMANDS:
            return None
        file, text = COMMANDS[cmd_name]
        command: click.Command = _load(file).command
        command.help = text
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """The list of commands in `--help`, without loading their files."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


def _open_closed_streams() -> None:
    """Open nothing in the place of closed streams, as another file would take their numbers."""
    for name, mode in STREAMS:
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115 - as long as the process


def _load(file: str) -> ModuleType:
    """Load a command's file without the collector, which took a fifth of the start of a server.

    It would look again and again through what stays as long as the process.
    """
    gc.disable()
    try:
        return import_module(f"server.commands.{file}")
    finally:
        gc.freeze()
        gc.enable()


@click.command(cls=LazyGroup)
@click.version_option(__version__, message="imitate %(version)s")
def main() -> None:
    """Log in as a customer, safely, over GraphQL."""


if __name__ == "__main__":
    main()
