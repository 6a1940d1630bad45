"""Reads a row of a file of sales channels."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from auth.bounds import check_domains
from auth.errors import Invalid
from auth.texts import arguments
from auth.vocabulary import SalesChannelType
from resolvers.importing import cells
from resolvers.importing.columns import Columns
from resolvers.values.domains import Domain

COLUMNS: Final = Columns(
    required=frozenset({"name", "type", "language", "currency"}),
    optional=frozenset({"id", "active", "access_key", "factor", "landing_path", "domains"}),
    one_line=frozenset({"name"}),
)
BETWEEN_DOMAINS: Final = "|"
MILLION: Final = 1_000_000
LARGEST_FACTOR: Final = 10**12  # in millionths: a million for one
_ACCESS_KEY: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")  # valid in a header


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A sales channel as the row describes it; None changes nothing."""

    line: int
    id: str | None
    name: str
    type: str
    active: bool | None
    access_key: str | None
    language: str
    currency: str
    factor: int | None  # in millionths
    landing_path: str | None
    domains: Sequence[Domain] | None

    @property
    def currencies(self) -> Sequence[str]:
        """The currencies of the channel and of its domains."""
        return [self.currency, *(domain.currency for domain in self.domains or ())]


def parse(line: int, row: Mapping[str, str]) -> ChannelRow:
    """The row that begins at `line`; raises Invalid."""
    return ChannelRow(
        line=line,
        id=cells.optional_identifier(row, "id"),
        name=cells.line(row, "name", longest=100),
        type=_type(row["type"].strip().upper()),
        active=cells.flag(row, "active"),
        access_key=_access_key(row.get("access_key", "").strip()),
        language=arguments.language(row["language"].strip(), field="language"),
        currency=arguments.currency(row["currency"].strip(), field="currency"),
        factor=_factor(row) if row.get("factor", "").strip() else None,
        landing_path=_landing_path(row.get("landing_path", "").strip()),
        domains=_domains(row["domains"]) if "domains" in row else None,
    )


def _type(written: str) -> str:
    if written not in set(SalesChannelType):
        raise Invalid("type", "This is STOREFRONT, HEADLESS or EXTERNAL.")
    return written


def _access_key(written: str) -> str | None:
    if written and not _ACCESS_KEY.fullmatch(written):
        raise Invalid("access_key", "This has 8 to 64 letters and digits.")
    return written or None


def _landing_path(written: str) -> str | None:
    return arguments.landing_path(written, field="landing_path") if written else None


def _factor(row: Mapping[str, str]) -> int:
    millionths = cells.number(row, "factor") * MILLION
    if millionths != millionths.to_integral_value() or not 0 < millionths <= LARGEST_FACTOR:
        raise Invalid("factor", "A factor is above 0 and has at most six decimals.")
    return int(millionths)


def _domains(written: str) -> Sequence[Domain]:
    entries = [entry.split() for entry in written.split(BETWEEN_DOMAINS) if entry.strip()]
    check_domains(len(entries))
    return [_domain(entry) for entry in entries]


def _domain(entry: Sequence[str]) -> Domain:
    try:
        url, language, currency = entry
    except ValueError:
        text = "A domain looks like https://shop.example/de de-DE EUR."
        raise Invalid("domains", text) from None
    return Domain(
        arguments.domain_url(url, field="domains"),
        arguments.language(language, field="domains"),
        arguments.currency(currency, field="domains"),
    )
