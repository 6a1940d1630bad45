"""What clients were told, and what of it the databases hold."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from tests.ha.databases import Databases
from tests.ha.machine import Machine

# Of each imitation: its token's hash, whether it was redeemed and ended, and its audit events.
KEPT: Final = """
SELECT encode(i.token_hash, 'hex'), i.started_at IS NOT NULL, i.ended_at IS NOT NULL,
       count(*) FILTER (WHERE e.action = 'imitation.generated'),
       count(*) FILTER (WHERE e.action = 'imitation.redeemed'),
       count(*) FILTER (WHERE e.action = 'imitation.ended')
FROM imitations i LEFT JOIN audit_events e ON e.imitation_id = i.id GROUP BY i.id
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """An imitation in a database, and how many events tell of it."""

    redeemed: bool
    ended: bool
    events: tuple[int, int, int]  # generated, redeemed, ended


class Ledger:
    """The lines that the load has written until now."""

    def __init__(self, file: Path) -> None:
        text = file.read_text() if file.exists() else ""
        whole = text[: text.rfind("\n") + 1]  # the last line may be in the making
        self.lines: list[dict[str, Any]] = [json.loads(line) for line in whole.splitlines()]

    def of(self, *kinds: str, host: str = "") -> list[dict[str, Any]]:
        """The lines of these kinds, about a host if said."""
        return [
            line for line in self.lines if line["kind"] in kinds and host in {"", line.get("host")}
        ]

    @property
    def acknowledged(self) -> dict[str, int]:
        """How often clients were told that something was done."""
        return {kind: len(self.of(kind)) for kind in ("generated", "redeemed", "ended", "left")}

    @property
    def refusals(self) -> str:
        """How often clients got which code, or no answer, instead."""
        codes = Counter(code for line in self.of("refused") for code in line["codes"])
        return ", ".join(f"{number} {code}" for code, number in sorted(codes.items()))

    @property
    def doubled(self) -> list[str]:
        """Tokens of which two clients were told that they have redeemed them."""
        tokens = [line["token"] for line in self.of("redeemed")]
        return sorted({token for token in tokens if tokens.count(token) > 1})

    def gap(self, host: str, since: float, until: float) -> float:
        """The longest time in which a host acknowledged no redemption."""
        at = [line["at"] for line in self.of("redeemed", host=host)]
        times = [since, *(each for each in at if since < each < until), until]
        return max(later - earlier for earlier, later in pairwise(times))

    def lost(self, kept: dict[str, Kept]) -> list[str]:
        """What clients were told and this database does not hold."""
        nothing = Kept(redeemed=False, ended=False, events=(0, 0, 0))
        missing = []
        for line in self.of("generated", "redeemed", "ended"):
            kind, found = line["kind"], kept.get(line["token"], nothing)
            held = {
                "generated": (line["token"] in kept, found.events[0]),
                "redeemed": (found.redeemed, found.events[1]),
                "ended": (found.ended, found.events[2]),
            }[kind]
            if held != (True, 1):
                missing.append(f"{kind} {line['token']}: {held}")
        return missing

    def misled(self, kept: dict[str, Kept]) -> list[str]:
        """Tokens that are redeemed although every client was told that it was not done."""
        told = self._told()
        return [token for token, each in told.items() if each == {"not done"} and _is(kept, token)]

    def in_doubt(self, kept: dict[str, Kept]) -> tuple[int, int]:
        """How many redemptions were left open, and how many of these were done."""
        unknown = [token for token, each in self._told().items() if "unknown" in each]
        return len(unknown), sum(_is(kept, token) for token in unknown)

    def _told(self) -> dict[str, set[str]]:
        """By tokens of which no client was told that it is redeemed: what they were told."""
        told = defaultdict(set)
        for line in self.of("not redeemed"):
            told[line["token"]].add(line["told"])
        redeemed = {line["token"] for line in self.of("redeemed")}
        return {token: each for token, each in told.items() if token not in redeemed}


def kept_by(databases: Databases, machine: Machine) -> dict[str, Kept]:
    """The imitations in the database of this host, by their tokens' hashes."""
    return dict(map(_kept, databases.sql(machine, KEPT).splitlines()))


def twice(kept: Iterable[Kept]) -> int:
    """How many imitations were redeemed or ended more than once, by the audit log."""
    return sum(max(each.events) > 1 for each in kept)


def _kept(line: str) -> tuple[str, Kept]:
    token, redeemed, ended, *events = line.split("|")
    generated, started, over = map(int, events)
    return token, Kept(redeemed == "t", ended == "t", (generated, started, over))


def _is(kept: dict[str, Kept], token: str) -> bool:
    return token in kept and kept[token].redeemed
