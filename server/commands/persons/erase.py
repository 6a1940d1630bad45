"""The commands `erase customer` and `erase user`, the one way to erase a person."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import click

from auth.audit.erasable import Person
from auth.errors import Invalid, NotFound
from resolvers.application import Application
from resolvers.audit.sealing import NotCarriedOver
from resolvers.audit.tree import NoCheckpoint, NoKey
from resolvers.erasure import accounts
from resolvers.erasure.person import Traces
from resolvers.erasure.windows import NotSealed
from server.commands.given_settings import settings_or_exit
from server.commands.wired import wired
from server.settings.settings import Settings

Act = Callable[[Application, Person, str], Awaitable[tuple[bool, Traces]]]
STAYS: Final = {
    Person.CUSTOMER: "Orders stay, with the customer number and no name.",
    Person.USER: "Times, ids and what was done stay.",
}


@click.command()
@click.argument("person", type=click.Choice([one.value for one in Person]))
@click.argument("id_", metavar="ID")
@click.option("--yes", is_flag=True, help="Erase. Without it the command only tells what it would.")
def command(person: str, id_: str, *, yes: bool) -> None:
    act = accounts.erase if yes else accounts.look
    try:
        account, traces = asyncio.run(_run(settings_or_exit(), act, Person(person), id_))
    except NotFound:
        raise click.ClickException(f"Nothing is known of a {person} with this id.") from None
    except Invalid as refused:
        raise click.ClickException(str(refused)) from None
    except (NoCheckpoint, NoKey, NotCarriedOver, NotSealed):
        text = "The audit log cannot be sealed: see `imitate audit verify` and AUDIT_KEY_FILE."
        raise click.ClickException(text) from None
    click.echo(told(Person(person), account=account, traces=traces, done=yes))


async def _run(settings: Settings, act: Act, person: Person, id_: str) -> tuple[bool, Traces]:
    async with wired(settings) as application:
        return await act(application, person, id_)


def told(person: Person, *, account: bool, traces: Traces, done: bool) -> str:
    """What was erased, or would be."""
    if not account and not traces.imitations_naming and not traces.events_naming:
        return "Nothing is left to erase."
    parts = [f"the account of the {person} with its sessions"] if account else []
    parts += [
        f"names and reasons in {traces.imitations_naming} imitations",
        f"names, addresses, reasons and salts of {traces.events_naming} audit events",
    ]
    verb, hint = ("Erased", "") if done else ("Would erase", " Nothing was done: add --yes.")
    return f"{verb} {', '.join(parts)}. {STAYS[person]}{hint}"
