"""The command `schema`: prints the schema's SDL, or keeps `graphql/schema.graphql` up to date."""

from pathlib import Path
from typing import Final

import click

from schema.build import sdl

FILE: Final = Path(__file__).parent.parent.parent / "graphql" / "schema.graphql"


@click.command()
@click.option("--check", is_flag=True, help="Only check that graphql/schema.graphql is fresh.")
@click.option("--write", is_flag=True, help="Write graphql/schema.graphql.")
def command(*, check: bool, write: bool) -> None:
    text = sdl()
    if not (check or write):
        click.echo(text, nl=False)
    elif not FILE.parent.is_dir():
        raise click.ClickException("Only the checkout has graphql/schema.graphql.")
    elif write:
        FILE.write_text(text, encoding="utf-8")
    elif not FILE.exists() or FILE.read_text(encoding="utf-8") != text:
        raise click.ClickException(
            "graphql/schema.graphql is stale: run `python -m server schema --write`."
        )
