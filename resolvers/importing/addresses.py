"""Refuses imported accounts that would meet another one with their address in a sales channel."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from auth.sign_in.shared_addresses import may_share
from db.importing import customers
from resolvers.importing.report import Report

if TYPE_CHECKING:
    from sqlalchemy import Subquery
    from sqlmodel.ext.asyncio.session import AsyncSession

    from db.importing.customers import SameAddress


async def check_addresses(session: "AsyncSession", rows: "Subquery", report: Report) -> None:
    """Check the rows against each other, and against what is stored for other customers."""
    repeated = await customers.find_repeated_addresses(session, rows)
    report.refuse_repeated(_meeting(repeated), "email")
    stored = await customers.find_stored_addresses(session, rows)
    taken = {row.line for row in stored if not may_share(row.bound, row.other_bound)}
    report.refuse(taken, "email: Another account has this address.")


def _meeting(repeated: "Sequence[SameAddress]") -> Iterator[tuple[int, int]]:
    """Lines that may not share the address of an earlier one, each with that line."""
    for _, rows in groupby(repeated, key=lambda row: row.email):
        kept: dict[str | None, int] = {}  # at most one line for each channel
        for row in rows:
            first = next((kept[bound] for bound in kept if not may_share(row.bound, bound)), None)
            if first is None:
                kept[row.bound] = row.line
            else:
                yield row.line, first
