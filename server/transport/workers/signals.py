"""Takes the signals of a process one after the other, and leaves none of them to its forks."""

import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue


class Signals:
    """Those that have come and that nobody has taken."""

    def __init__(self, numbers: Iterable[int]) -> None:
        """Take these from now on, also where the program that started this one ignores them."""
        self._numbers = frozenset(numbers)
        self._come: SimpleQueue[int] = SimpleQueue()  # put() may interrupt itself
        for number in self._numbers:
            signal.signal(number, lambda number, _frame: self._come.put(number))

    def take(self, timeout: float) -> int | None:
        """The next one; None if none comes within so many seconds."""
        try:
            return self._come.get(timeout=timeout)
        except Empty:
            return None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let those that come wait, each in the process to which it was sent."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, self._numbers)
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def forget(self) -> None:
        """Let each do what it does to a new process, also those that are held."""
        for number in self._numbers:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, self._numbers)
