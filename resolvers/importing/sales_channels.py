"""Imports sales channels from a file with a row for each, its domains in one cell."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from auth.bounds import check_sales_channels
from auth.errors import Invalid
from auth.rules import Rules
from auth.sign_in.tokens import new_access_key
from db.engine.locks import Lock, Subject, locks
from db.models import SalesChannel
from db.statements.shop import currencies, sales_channel_domains, sales_channels
from resolvers.application import Application
from resolvers.audit.recording import Source, record
from resolvers.imitation.ending import end_imitations_of_channel, end_sessions_of_channel
from resolvers.importing.channel_row import COLUMNS, MILLION, ChannelRow, parse
from resolvers.importing.report import Report, RolledBack
from resolvers.importing.table import Refused, Table
from resolvers.values.domains import check_paths, check_stored_paths, free_domains

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.engine.session import Session
    from resolvers.values.domains import Domain

ALL: Final = locks(Lock(Subject.ALL_SALES_CHANNELS))  # none is added or changed meanwhile


async def load(
    application: Application,
    lines: Iterable[str],
    *,
    dry_run: bool = False,
    skip_refused: bool = False,
) -> Report:
    """Store all of a file's channels, or none; raises Unreadable.

    `skip_refused` stores those that can be stored.
    """
    table = Table(lines, COLUMNS)
    report = Report.of(table, skip=skip_refused)
    rows = _read(table, report)
    source = Source(application.clock())
    try:
        async with application.database.transaction(ALL) as session:
            await _store(session, rows, report, source, application.rules)
            report.decide(dry_run=dry_run)
            await record(session, source, "sales_channels.imported", detail=report.counts)
    except RolledBack:
        pass
    return report


def _read(table: Table, report: Report) -> list[ChannelRow]:
    """The valid rows, which are few enough for memory; the others go into the report."""
    rows: list[ChannelRow] = []
    for row in table:
        report.rows += 1
        if isinstance(row, Refused):
            report.refused.append(row)
            continue
        try:
            rows.append(parse(row.line, row.cells))
            report.read(row)
        except Invalid as refusal:
            report.refused.append(Refused.by(row.line, refusal))
    return rows


async def _store(
    session: "Session",
    rows: "Sequence[ChannelRow]",
    report: Report,
    source: Source,
    rules: Rules,
) -> None:
    """Store one row after the other, each checked against what is stored by then."""
    stored = {channel.id: channel for channel in await sales_channels.find(session)}
    before, lines = frozenset(stored), dict[str, int]()
    for row in rows:
        try:
            channel = _channel(row, stored, lines, source)
            domains = await _domains(session, channel, row)
            await _check_currencies(session, row)
        except Invalid as refusal:
            report.refused.append(Refused.by(row.line, refusal))
            continue
        stored[channel.id], lines[channel.id] = channel, row.line
        moved = channel.type != row.type
        _change(channel, row)
        if not channel.active:
            await end_sessions_of_channel(session, channel.id, source, rules)
        elif moved:
            await end_imitations_of_channel(session, channel.id, source, rules)
        await sales_channels.store(session, channel)
        if domains is not None:
            await sales_channel_domains.replace_domains(session, channel.id, domains)
    report.count(len(lines.keys() & before))


def _channel(
    row: ChannelRow, stored: dict[str, SalesChannel], lines: dict[str, int], source: Source
) -> SalesChannel:
    """The channel that the row describes, found by id or else by name, or a new one."""
    named = {channel.name: channel for channel in stored.values()}
    found = stored.get(row.id) if row.id else named.get(row.name)
    if row.name in named and named[row.name] is not found:
        raise Invalid("name", "Another sales channel has this name.")
    keys = {channel.access_key: channel for channel in stored.values()}
    if row.access_key in keys and keys[row.access_key] is not found:
        raise Invalid("access_key", "Another sales channel has this access key.")
    if found is not None and found.id in lines:
        raise Invalid("name", f"Line {lines[found.id]} is about the same channel.")
    if found is not None:  # rows cannot be changed
        return SalesChannel(**{name: getattr(found, name) for name in SalesChannel.model_fields})
    check_sales_channels(len(stored) + 1)
    channel = SalesChannel(
        name=row.name,
        type=row.type,
        access_key=row.access_key or new_access_key(),
        language=row.language,
        currency=row.currency,
        created_at=source.at,
    )
    channel.id = row.id or channel.id
    return channel


def _change(channel: SalesChannel, row: ChannelRow) -> None:
    channel.name, channel.type = row.name, row.type
    channel.language, channel.currency = row.language, row.currency
    channel.access_key = row.access_key or channel.access_key
    channel.active = channel.active if row.active is None else row.active
    channel.landing_path = row.landing_path or channel.landing_path


async def _check_currencies(session: "Session", row: ChannelRow) -> None:
    """Check the row's currencies; add the channel's own if it is new and the row has a factor."""
    factors = await currencies.find_factors(session)
    known = factors.get(row.currency, row.factor)
    if row.factor not in {None, known}:
        stored = Decimal(known or 0) / MILLION
        raise Invalid("factor", f"{row.currency} has the factor {stored:f} here.")
    added = set() if known is None else {row.currency}
    if missing := [each for each in row.currencies if each not in factors.keys() | added]:
        raise Invalid("currency", f"{missing[0]} is new here and needs a factor.")
    if row.currency not in factors and known is not None:
        await currencies.add(session, row.currency, factor=known)


async def _domains(
    session: "Session", channel: SalesChannel, row: ChannelRow
) -> "Sequence[Domain] | None":
    """The domains to store; None changes nothing."""
    if row.domains is None:
        if channel.type != row.type:
            await check_stored_paths(session, row.type, channel.id)
        return None
    check_paths(row.type, [domain.url for domain in row.domains])
    return await free_domains(session, channel.id, row.domains, field="domains")
