"""Which documents were read before? To parse and validate costs more than all the rest."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from graphql import DocumentNode, parse

REMEMBERED: Final = 128  # documents of a process; a shop's clients together send about 60
LONGEST: Final = 4096  # characters; remembering longer ones would let strangers fill the memory


@dataclass(slots=True)
class Document:
    """A parsed text; `valid` once it has passed validation against the one schema."""

    node: DocumentNode
    valid: bool = False


def read(text: str, tokens: int) -> Document:
    """The text, parsed at most once; raises GraphQLSyntaxError, never remembered."""
    return _remembered(text, tokens) if len(text) <= LONGEST else _parsed(text, tokens)


def _parsed(text: str, tokens: int) -> Document:
    return Document(parse(text, max_lexical_tokens=tokens, max_comments=tokens))


_remembered = lru_cache(maxsize=REMEMBERED)(_parsed)
