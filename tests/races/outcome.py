"""What became of a world after its pair of changes: in the database, and for clients."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import text

from auth.errors import Refusal
from auth.sign_in.tokens import TokenKind, hash_of
from resolvers.application import Application, RequestFacts
from resolvers.request.context import RequestContext
from resolvers.store import redemption
from tests.races.changes import CHANGES, TAKERS, Pair
from tests.races.player import Taken
from tests.races.world import World

_FOUND: Final = text(
    """
SELECT imitations.token_hash, imitations.ended_at IS NOT NULL AS over, end_reason,
    (SELECT count(*) FROM audit_events
     WHERE imitation_id = imitations.id AND action = 'imitation.ended'
       AND detail LIKE '%' || end_reason || '%') AS told,
    EXISTS (
        SELECT 1 FROM audit_events AS upgraded JOIN audit_events AS ended
            ON ended.imitation_id = upgraded.imitation_id AND ended.id < upgraded.id
        WHERE upgraded.imitation_id = imitations.id
            AND upgraded.action = 'imitation.upgraded' AND ended.action = 'imitation.ended'
    ) AS late,
    coalesce(
        users.active AND user_sessions.ended_at IS NULL AND (
            users.admin OR EXISTS (
                SELECT 1 FROM user_roles JOIN role_privileges
                    ON role_privileges.role_id = user_roles.role_id
                WHERE user_roles.user_id = users.id AND privilege = 'api_proxy_imitate-customer'
            )
        ) AND customers.active AND customers.imitation_consent
        AND coalesce(bound_sales_channel_id = sales_channel_id, true) AND sales_channels.active,
        false
    ) AS ground
FROM imitations
    JOIN sales_channels ON sales_channels.id = sales_channel_id
    LEFT JOIN users ON users.id = imitations.user_id
    LEFT JOIN user_sessions ON user_sessions.id = user_session_id
    LEFT JOIN customers ON customers.id = imitations.customer_id
"""
)


@dataclass(frozen=True, slots=True)
class Found:
    """An imitation in the database; `ground`: whether all that it depends on is still there."""

    over: bool
    told: bool  # in the audit log, as it should: once if it is over
    late: bool  # it got full access after its end
    ground: bool


async def find(application: Application) -> Mapping[bytes, Found]:
    """Every imitation by the hash of its token."""
    async with application.database.engine.connect() as connection:
        rows = (await connection.execute(_FOUND)).all()
    return {
        row.token_hash: Found(
            bool(row.over), row.told == bool(row.over), bool(row.late), bool(row.ground)
        )
        for row in rows
    }


@dataclass(frozen=True)
class Outcome:
    """A world, its pair, and how both went."""

    world: World
    pair: Pair
    taken: tuple[Taken, Taken]

    @property
    def done(self) -> dict[str, Taken]:
        """The changes that succeeded, and their answers."""
        both = zip(self.pair.names, self.taken, strict=True)
        return {name: taken for name, taken in both if not taken.codes}

    def _ended(self, what: str) -> bool:
        return any(what in CHANGES[name].ends for name in self.done)

    @property
    def generated(self) -> str | None:
        made = [taken for name, taken in self.done.items() if name.startswith("generate")]
        return made[0].value["token"] if made else None

    def faults(self, found: Mapping[bytes, Found]) -> Iterator[str]:
        """What the database should not hold after the pair."""
        codes = {code for taken in self.taken for code in taken.codes}
        if any(code.startswith(("UNAVAILABLE", "INTERNAL")) for code in codes):
            yield "a fault of ours"
        if not set(TAKERS) & set(self.done):
            yield f"what takes failed: {sorted(codes)}"
        for name, token, ended in self._imitations():
            state = found[hash_of(TokenKind.IMITATION, token) or b""]
            if (ended or not state.ground) and not state.over:
                yield f"{name} is alive"
            if not state.told:
                yield f"{name} has no event of its end, or more than one"
            if state.late:
                yield f"{name} got full access after its end"

    def _imitations(self) -> Iterator[tuple[str, str, bool]]:
        """Each with its one-time token, and whether a change has ended it for certain."""
        yield "imitation", self.world.used.token, self._ended("all") or self._ended("active")
        yield "token", self.world.pending.token, self._ended("all")
        if self.generated:
            yield "new token", self.generated, False  # it may have been made after the change

    async def revived(self, application: Application, found: Mapping[bytes, Found]) -> list[str]:
        """What lives for clients, although it was ended, when its ground is there again."""
        faults = [
            f"{name} is alive again"
            for name, token in self._sessions()
            if await self._is_alive(application, token)
        ]
        for name, token, _ in self._imitations():
            over = found[hash_of(TokenKind.IMITATION, token) or b""].over
            if over and await self._is_redeemable(application, token):
                faults.append(f"{name} is redeemable")
        return faults

    def _sessions(self) -> Iterator[tuple[str, str]]:
        """The context tokens that should be over, whatever the order of the two changes was."""
        done = self.done
        if self._ended("all") or self._ended("active"):
            yield "imitation", self.world.imitated.token
        if "redeem" in done and self._ended("all"):
            yield "redeemed session", str(done["redeem"].context_token)
        if self._ended("sessions"):
            yield "customer's session", self.world.own.token
            for name in {"login", "customer's password changed"} & done.keys():
                if any("sessions" in CHANGES[other].ends for other in done if other != name):
                    yield f"session of {name}", str(done[name].context_token)

    async def _is_alive(self, application: Application, token: str) -> bool:
        facts = RequestFacts(access_key=self.world.access_key, context_token=token)
        return (await RequestContext(application, facts).store()).customer is not None

    async def _is_redeemable(self, application: Application, token: str) -> bool:
        ctx = RequestContext(application, RequestFacts(access_key=self.world.access_key))
        try:
            await redemption.log_in(ctx, token=token, customer_id=None, user_id=None)
        except Refusal:
            return False
        return True


def described(outcome: Outcome, faults: Sequence[str]) -> list[Any]:
    """The faults of one outcome, for people."""
    told = [taken.codes or "done" for taken in outcome.taken]
    return [f"{' | '.join(outcome.pair.names)} ({told}): {fault}" for fault in faults]
