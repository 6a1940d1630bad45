"""The settings of a command, or the end of its process."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from server.settings.explained import UnusableSettings, read_explained
from server.settings.settings import Settings


def settings_or_exit() -> Settings:
    """The settings; where they are wrong, the process ends with the names of the variables."""
    with exit_on_unusable():
        return read_explained()


@contextmanager
def exit_on_unusable() -> Iterator[None]:
    """End the process with one line where settings, or a key file, cannot be used."""
    try:
        yield
    except UnusableSettings as error:
        raise click.ClickException(str(error)) from None
