"""Gives memory that was freed back to the system, where the C library is glibc."""

import asyncio
import ctypes
import sys
from typing import Any, Final

ARENA_MAX: Final = -8  # M_ARENA_MAX of glibc's malloc.h
PAUSE: Final = 2  # seconds

# Other C libraries have neither function.
_LIBRARY: Final[Any] = ctypes.CDLL(None) if sys.platform == "linux" else None


def use_one_arena() -> None:
    """Let all threads take memory from one arena, where each would get its own.

    A password hash takes 19 MiB, and every arena would keep as much after the first one.
    """
    if hasattr(_LIBRARY, "mallopt"):
        _LIBRARY.mallopt(ARENA_MAX, 1)


async def give_back_freed() -> None:
    """Give it back until the task is cancelled; after password hashes that takes 4 ms, else none.

    glibc itself keeps up to twice the largest block that was freed, which is two hashes. If it kept
    less, each hash would take half as long again, because the system clears what it gives.
    """
    while hasattr(_LIBRARY, "malloc_trim"):
        _LIBRARY.malloc_trim(ctypes.c_size_t(0))
        await asyncio.sleep(PAUSE)
