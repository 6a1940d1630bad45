"""Keeps what was made of the texts that came last, bounded in number and in length."""

from collections import OrderedDict
from typing import Final, Generic, TypeVar

MOST: Final = 256  # texts; all clients of a shop together send about 60
LONGEST: Final = 4096  # characters of one text that is kept
ALL: Final = 131_072  # characters of all; a document with its plan takes 400 bytes for each

Text = TypeVar("Text", str, bytes)
Made = TypeVar("Made")


class Kept(Generic[Text, Made]):
    """By their texts. The oldest gives way, so that strangers cannot fill it for good."""

    def __init__(self) -> None:
        self._made: OrderedDict[Text, Made] = OrderedDict()
        self._length = 0

    def __len__(self) -> int:
        return len(self._made)

    def find(self, text: Text) -> Made | None:
        """What was made of the text, where it is kept."""
        return self._made.get(text)

    def renew(self, text: Text) -> None:
        """Make a kept text the newest."""
        self._made.move_to_end(text)

    def keep(self, text: Text, made: Made) -> None:
        """Keep what was made of a new text, unless it is too long."""
        if len(text) > LONGEST:
            return
        self._made[text] = made
        self._length += len(text)
        while len(self._made) > MOST or self._length > ALL:
            forgotten, _ = self._made.popitem(last=False)
            self._length -= len(forgotten)
