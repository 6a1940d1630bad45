"""One audit log that two processes record in, seal, walk, verify and erase from."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

from auth.transparency.checkpoints import Checkpoint, open_checkpoint
from auth.transparency.consistency import consistency_subtrees, is_consistent
from auth.transparency.keys import SigningKey
from auth.transparency.notes import NotSigned
from auth.transparency.proofs import verify_proof
from auth.transparency.subtrees import hash_of
from auth.transparency.tiles import Tile
from db.statements.imitation import audit
from db.statements.imitation.imitation_events import REDEEMED
from resolvers.application import Application
from resolvers.audit.outsiders.proofs import Proven, find_proofs
from resolvers.audit.recording import Source, event
from resolvers.audit.sealing import seal_new_events
from resolvers.audit.verification import verify, verify_new
from resolvers.audit.walk import Flaw
from resolvers.audit.walks.daily_walk import start_if_due
from resolvers.audit.walks.walking import walk_if_started
from tests.audit.any_sequence.erasing import Erasing
from tests.audit.any_sequence.imitations import ADD, an_imitation
from tests.support.shop import Clock, Shop

Step = tuple[Any, ...]
ORIGIN = "shop.example/audit"


@dataclass
class Kept:
    """What an auditor downloaded at some time."""

    proofs: dict[str, str]
    checkpoint: Checkpoint
    erasures: int  # that were made before


class TwoProcesses(Erasing):
    """Each step is something that persons and servers do; `check` is what must hold after it."""

    def __init__(self, shop: Shop, other: Shop) -> None:
        self.clock: Clock = shop.clock
        self.shop = shop
        self.key_file: tuple[SigningKey, ...] = (SigningKey.generate(ORIGIN),)
        self.published = {key.verifier for key in self.key_file}
        made = [shop.application, other.application]
        self.processes = [replace(one, signing_keys=self.key_file) for one in made]
        self.imitations: list[str] = []
        self.kept: list[Kept] = []
        self.erasures = 0

    async def run(self, steps: list[Step]) -> None:
        """Play the steps, and check after each of them; what is kept is of this sequence."""
        self.imitations, self.kept = [], []
        for name, *arguments in steps:
            await getattr(self, name)(*arguments)
            await self.check()

    async def record(self, process: int, others: int) -> None:
        """A redemption, and events about something else."""
        await self._record(self.processes[process], others)

    async def seal(self, process: int) -> None:
        await self._seal(self.processes[process])

    async def seal_at_once(self, others: int) -> None:
        """Both seal while one of them records."""
        await asyncio.gather(
            self._seal(self.processes[0]),
            self._record(self.processes[1], others),
            self._seal(self.processes[1]),
        )

    async def add_key(self) -> None:
        """The first step of a rotation: the new key stands in front of the old ones."""
        self.key_file = (SigningKey.generate(ORIGIN), *self.key_file)
        self.published.add(self.key_file[0].verifier)

    async def remove_keys(self) -> None:
        """The last step, which waits until a checkpoint is signed by the new key as well."""
        newest = self.key_file[0]
        everywhere = all(newest in process.signing_keys for process in self.processes)
        if everywhere and await self._is_signed_by(newest):
            self.key_file = (newest,)

    async def restart(self, process: int) -> None:
        """A process reads the file of keys at its start."""
        started = replace(self.processes[process], signing_keys=self.key_file)
        self.processes[process] = started

    async def walk(self, process: int, hours: int) -> None:
        self.clock.advance(hours=hours)
        await start_if_due(self.processes[process])
        await walk_if_started(self.processes[process])

    async def keep(self) -> None:
        """An auditor downloads what there is."""
        checkpoint = await self._newest()
        if checkpoint.size:
            self.kept.append(Kept(await self._proofs(), checkpoint, self.erasures))

    async def check(self) -> None:
        """What is new holds for both processes, and all that was ever kept leads to the end."""
        for process in self.processes:
            # The clock goes on by hours while events wait.
            assert (await verify_new(process)).flaw in {None, Flaw.OVERDUE}
        newest, keys = await self._newest(), list(self.published)
        for proof in (await self._proofs()).values():
            assert verify_proof(proof, keys).checkpoint == newest
        for kept in self.kept:
            assert await self._leads(kept.checkpoint, newest)

    async def check_at_the_end(self) -> None:
        """Every event has a proof now, and the kept ones show the same."""
        while any([await seal_new_events(process) for process in self.processes]):
            pass
        await self.check()
        assert (await verify(self.processes[0])).flaw is None
        keys, now = list(self.published), await self._proofs()
        assert set(now) == set(self.imitations)
        for kept in self.kept:
            for imitation_id, proof in kept.proofs.items():
                earlier, later = verify_proof(proof, keys), verify_proof(now[imitation_id], keys)
                assert earlier.members == later.members
                assert later.values.items() <= earlier.values.items()
                if kept.erasures == self.erasures:
                    assert later.values == earlier.values
                assert earlier.index == later.index

    async def _record(self, process: Application, others: int) -> None:
        source = Source(self.clock(), remote_address="::1", user_agent="Zoë's browser")
        imitation = an_imitation(self.shop, source.at)
        self.imitations.append(imitation.id)
        redeemed = event(source, REDEEMED, imitation=imitation)
        events = [event(source, "user.logged_in", detail={"n": n}) for n in range(others)]
        async with process.database.transaction() as session:
            await session.many(ADD, [imitation.model_dump()])
            await audit.add(session, redeemed, *events)

    async def _seal(self, process: Application) -> None:
        while await seal_new_events(process):
            pass

    async def _is_signed_by(self, key: SigningKey) -> bool:
        notes = await self.shop.rows("audit_checkpoints")
        try:
            return bool(notes and open_checkpoint(notes[-1]["note"], [key.verifier]))
        except NotSigned:
            return False

    async def _newest(self) -> Checkpoint:
        rows = await self.shop.rows("audit_checkpoints")
        if not rows:
            return Checkpoint(ORIGIN, 0, b"")
        return open_checkpoint(rows[-1]["note"], list(self.published))

    async def _proofs(self) -> dict[str, str]:
        wanted = [Proven.redemption(imitation_id) for imitation_id in self.imitations]
        found = await find_proofs(self.processes[0], wanted, hidden=())
        return {proven.imitation_id: proof for proven, proof in found.items()}

    async def _leads(self, old: Checkpoint, new: Checkpoint) -> bool:
        rows = await self.shop.rows("audit_tiles")
        tiles = {(row["level"], row["place"]): row["hashes"] for row in rows}

        def read(tile: Tile) -> bytes:
            content: bytes = tiles[tile.level, tile.index]
            return content[: tile.width * 32]

        proof = [hash_of(one, new.size, read) for one in consistency_subtrees(old.size, new.size)]
        return is_consistent(
            old=old.size, old_root=old.root, new=new.size, new_root=new.root, proof=proof
        )
