"""What `audit verify` says of a verification, besides its flaw."""

from collections.abc import Iterator

from resolvers.audit.verification import SMALL, Verification
from resolvers.audit.watching.missing import Missing


def lines_of(found: Verification) -> Iterator[str]:
    """The lines; the first one is always there."""
    yield f"{found.checked} events hold, {found.unsealed} wait for their place."
    if found.walked_at is None or found.checked > SMALL:
        yield _walked(found)
    if found.overdue:
        yield "Sealing is held off: see docs/audit-log.md and the log of the servers."
    if found.missing.number and not found.missing.removed:
        yield _missing(found.missing)


def _walked(found: Verification) -> str:
    if found.walked_at is None:
        return "No walk has read all of them yet: `imitate audit verify --all` does."
    at = found.walked_at.isoformat(timespec="seconds")
    return f"All events through {found.walked_through_id} were read at {at}."


def _missing(missing: Missing) -> str:
    number, first = missing.number, missing.first_id
    return (
        f"{number} ids have no event, the first is {first}: transactions were rolled back. "
        "PostgreSQL's statistics count no event that was deleted."
    )
