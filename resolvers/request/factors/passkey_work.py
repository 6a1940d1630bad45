"""Does what needs webauthn, which the first passkey of a process loads in a thread."""

from collections.abc import Callable
from typing import Final, TypeVar

from anyio.to_thread import run_sync

from auth.sign_in.factors import passkeys

LONG: Final = 128  # bytes of a stored key; those of elliptic curves are shorter

Result = TypeVar("Result")


async def perform(work: Callable[[], Result]) -> Result:
    """The result of what takes a few microseconds: the way to a thread and back takes 50."""
    if not passkeys.is_loaded():
        await run_sync(passkeys.load)
    return work()


async def verify(work: Callable[[], Result], public_key: bytes | None = None) -> Result:
    """The result of a verification by this key, None for one that is not stored yet.

    An elliptic curve takes a tenth of a millisecond; what takes longer is done in a thread.
    """
    if public_key is not None and len(public_key) <= LONG:
        return await perform(work)
    return await run_sync(work)
