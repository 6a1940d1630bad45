"""Imports customers from a file in the form of Shopware's export."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from auth.errors import Invalid
from auth.imitation.consent import is_enough
from auth.rules import Rules
from auth.texts import arguments
from auth.vocabulary import Consent, ImitationEndReason
from db.engine.drivers.alchemy_session import AlchemySession
from db.importing import customers, staging
from db.models.customer import describe
from db.statements.imitation import audit, imitations
from db.statements.imitation.imitation_filters import of_ids
from db.statements.shop import contexts, sales_channels
from resolvers.application import Application
from resolvers.audit.recording import Source, record
from resolvers.imitation.ending import end_imitations
from resolvers.importing import cells
from resolvers.importing.addresses import check_addresses
from resolvers.importing.columns import Columns
from resolvers.importing.consents import consent_events
from resolvers.importing.report import Report, RolledBack
from resolvers.importing.staged import stage
from resolvers.importing.table import Row, Table

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Subquery
    from sqlmodel.ext.asyncio.session import AsyncSession

_ADDRESS: Final = (
    "id", "salutation", "title", "first_name", "last_name", "company", "street", "zipcode", "city",
    "country", "phone_number",
)  # fmt: skip
# Names of the profile «Default customer» of Shopware 6.
COLUMNS: Final = Columns(
    required=frozenset({"id", "customer_number", "first_name", "last_name", "email"}),
    optional=frozenset(
        {"active", "guest", "billing_company", "bound_sales_channel_id", "imitation_consent"}
        | {"external_id"}
    ),
    unused=frozenset(
        {"salutation", "customer_group", "language", "sales_channel", "payment_method"}
        | {"account_type"}
        | {f"billing_{part}" for part in _ADDRESS if part != "company"}
        | {f"shipping_{part}" for part in _ADDRESS}
    ),
    one_line=frozenset({"first_name", "last_name", "billing_company"}),
    guarded=frozenset({("bound", "bound_sales_channel_id")}),
)
_GIVEN: Final = {"billing_company": "company"}  # where the stored name is another
# Orders stay, and the customer who has the id sees them.
DELETED: Final = "id: A customer with this id was deleted. The option --revive brings them back."
LONGEST_SEARCH_TEXT: Final = 1000  # characters


async def load(
    application: Application,
    lines: Iterable[str],
    *,
    dry_run: bool = False,
    skip_refused: bool = False,
    revive: bool = False,
) -> Report:
    """Store all of a file's customers, or none; raises Unreadable.

    `skip_refused` stores those that can be stored; `revive` lets deleted customers come back, with
    their orders.
    """
    table = Table(lines, COLUMNS)
    report = Report.of(table, skip=skip_refused)
    found = await sales_channels.find(application.database.reads)
    channels = {channel.id for channel in found}
    try:
        async with application.database.alchemy(late=True) as session:
            parse = partial(customer, channels=channels)
            await stage(session, customers.STAGED, table, parse, report)
            await _merge(session, application, table, report, revive=revive)
            report.decide(dry_run=dry_run)
    except RolledBack:
        pass
    return report


def customer(read: Row, *, channels: "Collection[str]") -> dict[str, object]:
    """The values to store of a row; raises Invalid. A flag that is None changes nothing."""
    row = read.cells
    first_name = cells.line(row, "first_name", longest=100)
    last_name = cells.line(row, "last_name", longest=100)
    number = cells.line(row, "customer_number", longest=64)
    email = arguments.email(row["email"])
    company = cells.optional_line(row, "billing_company", longest=255)
    channel = cells.optional_identifier(row, "bound_sales_channel_id")
    if channel is not None and channel not in channels:
        raise Invalid("bound_sales_channel_id", "There is no such sales channel.")
    searched = describe(last_name, first_name, number, email.shown, company)
    return {
        "id": cells.identifier(row, "id"),
        "customer_number": number,
        "email": email.key,
        "email_typed": email.typed,
        "first_name": first_name,
        "last_name": last_name,
        "company": company,
        "active": cells.flag(row, "active"),
        "guest": cells.flag(row, "guest"),
        "bound_sales_channel_id": channel,
        "imitation_consent": cells.flag(row, "imitation_consent"),
        "external_id": cells.optional_line(row, "external_id", longest=255),
        "search_text": cells.fitting(searched, longest=LONGEST_SEARCH_TEXT, column="last_name"),
    }


async def _merge(
    session: "AsyncSession", application: Application, table: Table, report: Report, *, revive: bool
) -> None:
    """Check the rows against each other and against stored rows, then store them."""
    await customers.lock(session)
    source = Source(application.clock())
    given = {_GIVEN.get(name, name) for name in table.given}
    rows = customers.settled(given, now=source.at)
    await _check(session, rows, report)
    deleted = await customers.find_deleted(session, rows)
    if not revive:
        report.refuse(deleted, DELETED)
    if not report.stores:
        return
    await staging.remove(session, customers.STAGED, report.refused_lines)
    if revive:
        await _revive(session, rows, report, deleted)
    report.count(await staging.count_known(session, rows, customers.CUSTOMERS))
    statements = AlchemySession(session)
    barred = await customers.find_barred(session, rows)
    await _end(statements, barred, source, application.rules)
    told: Sequence[dict[str, Any]] = ()
    if "imitation_consent" in table.given:
        told = await consent_events(session, rows, source)
    await customers.merge(session, rows, now=source.at)
    if "billing_company" not in table.given:
        await customers.describe_kept(session)
    await staging.drop(session, customers.STAGED)
    await record(statements, source, "customers.imported", detail=report.counts)
    await audit.add(statements, *told)


async def _check(session: "AsyncSession", rows: "Subquery", report: Report) -> None:
    known = rows.c.external_id.is_not(None)
    unique: dict[str, tuple[ColumnElement[bool], ...]]
    unique = {"id": (), "customer_number": (), "external_id": (known,)}
    for column, where in unique.items():
        report.refuse_repeated(await staging.find_repeated(session, rows, column, *where), column)
    stored, reason = customers.CUSTOMERS, "Another customer has this number."
    taken = await staging.find_taken(session, rows, "customer_number", stored)
    report.refuse(taken, f"customer_number: {reason}")
    taken = await staging.find_taken(session, rows, "external_id", stored)
    report.refuse(taken, "external_id: Another customer has this external id.")
    await check_addresses(session, rows, report)


async def _revive(
    session: "AsyncSession", rows: "Subquery", report: Report, deleted: "Sequence[int]"
) -> None:
    """Let the deleted customers of these lines, as far as they are not refused, be stored again."""
    await customers.forget_deletions(session, rows)
    back = sorted(set(deleted) - report.refused_lines)
    report.revived = len(back)
    for line in back:
        report.note(line, "id: The deleted customer is back, with the orders of that time.")


async def _end(
    session: AlchemySession, barred: "customers.Barred", source: Source, rules: Rules
) -> None:
    """End imitations, locked in one statement, then sessions.

    The customers' rows are changed afterwards: what clients do in their sessions may refer to them.
    """
    unwilling = [
        id_
        for consent, ids in (
            (Consent.WITHDRAWN, barred.withdrawn),
            (Consent.NOT_ASKED, barred.not_asked),
        )
        if not is_enough(consent, rules.consent_required)
        for id_ in ids
    ]
    await imitations.hold_all(session, of_ids([*barred.imitations, *unwilling]))
    for ids, reason in (
        (barred.imitations, ImitationEndReason.CUSTOMER_DEACTIVATED),
        (unwilling, ImitationEndReason.CONSENT_WITHDRAWN),
    ):
        await end_imitations(session, of_ids(ids), reason, source, rules)
    await contexts.remove_all(session, barred.sessions)
