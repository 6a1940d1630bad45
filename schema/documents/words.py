"""Refuses documents with a name or a number without an end."""

from typing import Final

from graphql import DocumentNode, TokenKind

from auth.unserved import LimitExceeded

LONGEST: Final = 256  # characters; clients generate names of up to a hundred
_WORDS: Final = frozenset({TokenKind.NAME, TokenKind.INT, TokenKind.FLOAT})


def check_words(document: DocumentNode) -> None:
    """Raise LimitExceeded for a word that is too long.

    A hundred errors are made of a name that occurs as often: 24 MB of a request of 240 KB. Python's
    int() raises ValueError for a number of thousands of digits.
    """
    token = document.loc.start_token if document.loc else None
    while token is not None:
        if token.end - token.start > LONGEST and token.kind in _WORDS:
            raise LimitExceeded("wordLength", LONGEST)
        token = token.next
