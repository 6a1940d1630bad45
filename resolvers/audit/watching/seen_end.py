"""The newest end of the tree that a process has signed, which every later end continues."""

from typing import TYPE_CHECKING

from resolvers.audit.beginning import begins_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auth.transparency.checkpoints import Checkpoint
    from db.engine.session import Session


class SetBack(RuntimeError):
    """The stored tree is not a later one than this process has signed: it was put back.

    Who signed after it as well would sign two histories.
    """


class SeenEnd:
    """What a process remembers; after its start nothing, so that a restored backup is accepted."""

    def __init__(self) -> None:
        self._end: Checkpoint | None = None
        self._mended: Sequence[str] = ()

    async def check(self, session: "Session", end: "Checkpoint") -> None:
        """Raise SetBack where the tree of this end does not continue the remembered one."""
        seen = self._end
        if seen is None or seen == end:
            return
        if seen.size > end.size or not await begins_with(session, seen, end.size, end.root):
            raise SetBack

    def note(self, end: "Checkpoint") -> None:
        """Remember an end whose transaction is committed."""
        self._end = end

    def note_mended(self, paths: "Sequence[str]") -> None:
        """Remember the paths of damaged tiles that were made anew."""
        self._mended = paths

    def take_mended(self) -> "Sequence[str]":
        """These paths, once, for the process to tell."""
        taken, self._mended = self._mended, ()
        return taken
