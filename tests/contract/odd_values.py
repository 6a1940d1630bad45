"""Odd values by the type that the schema names."""

import base64
import json
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    get_named_type,
    get_nullable_type,
)

ID: Final = "0" * 32
WRONG_TYPES: Final[list[Any]] = [None, True, -1, 1.5, 10**50, [], {"a": 1}]
TEXTS: Final[list[Any]] = [
    "",
    "x" * 5000,
    "a\x00b",
    "a\x07b",
    "a\nb",
    "a\u2028b",
    "\ud800",
    ID,
    "g" * 32,
    "00000000-0000-0000-0000-000000000000",
    "\N{GRINNING FACE}" * 100,
    "\N{LATIN SMALL LETTER SHARP S}" * 100,
    "\N{LATIN SMALL LETTER SHARP S}" * 64 + "@" + "\N{LATIN SMALL LETTER SHARP S}" * 189,
    "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 100,
    "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}" * 100,
    "https://" + "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}" * 247,
    "https://a.example:99999",
    "%_\\'\"; --",
    "imi_" + "a" * 43,
    "imi_" + "\N{LATIN SMALL LETTER SHARP S}" * 43,
]
NUMBERS: Final[list[Any]] = [0, 101, 2**31 - 1, -(2**31), -(2**31) - 1, 10**99, 1e300, "5", ""]
MOMENTS: Final[list[Any]] = [
    "2026-01-01",
    "2026-01-01T00:00:00",
    "2026-02-30T00:00:00Z",
    "2026-01-01T00:00:00+25:00",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+23:59",
    "+275760-09-13T00:00:00Z",
]
KEYS: Final = [
    "[]",
    "{}",
    "[null, null]",
    "[true]",
    "[1e999]",
    "[NaN]",
    f"[{10**30}]",
    f"[{'9' * 5000}]",
    f'["a\\u0000", "{ID}"]',
    f'["a\\ud800", "{ID}"]',
    f'["{"x" * 5000}", "{ID}"]',
    f'["9999-12-31T23:59:59-23:59", "{ID}"]',
    f'["0001-01-01T00:00:00+23:59", "{ID}"]',
    f'["2026-01-01T00:00:00", "{ID}"]',
    f'[["a"], "{ID}"]',
    "[" * 5000,
    "\ufffe",
]
CURSORS: Final[list[Any]] = [
    *(base64.urlsafe_b64encode(keys.encode()).decode() for keys in KEYS),
    base64.urlsafe_b64encode(b"\xff\xfe\x00").decode(),
    json.dumps([ID]),
    "=",
    "a",
]


def odd(name: str, kind: GraphQLInputType) -> list[Any]:
    """Values that do not fit the type, or that lie at its limits."""
    nullable = get_nullable_type(kind)
    if isinstance(nullable, GraphQLList):
        inner = odd(name, nullable.of_type)
        return [None, "x", {}, [None], *([one] for one in inner), inner[:3] * 40]
    named = get_named_type(kind)
    if isinstance(named, GraphQLInputObjectType):
        return [None, "x", 5, [], {"nothing": 1}]
    if isinstance(named, GraphQLEnumType):
        return [*WRONG_TYPES, *TEXTS, "NOPE", next(iter(named.values)).lower()]
    return [*WRONG_TYPES, *_SCALARS.get(named.name, TEXTS), *(CURSORS if name == "after" else [])]


_SCALARS: Final[dict[str, list[Any]]] = {
    "Int": NUMBERS,
    "Boolean": ["true", "", 0],
    "DateTime": [*TEXTS, *MOMENTS],
    "ID": TEXTS[:10],
}
