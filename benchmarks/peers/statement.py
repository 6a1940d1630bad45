"""The product's statement and its rows, from the file that benchmarks/data/statement.py writes."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import orjson

_told = json.loads(Path(os.environ["STATEMENT"]).read_text())

if TYPE_CHECKING:
    Row: TypeAlias = Any  # with the columns that the product names
    Line: TypeAlias = Any  # of a cart, likewise
else:
    Row = NamedTuple("Row", [(name, Any) for name in _told["columns"]])
    Line = NamedTuple("Line", [(name, Any) for name in _told["of_lines"]])


def lines(row: Row) -> Sequence[Line]:
    """The lines of the cart in their order."""
    return [Line._make(each) for each in sorted(orjson.loads(row.lines))] if row.lines else []


class Statement:
    """The product's statement: `alone` for one look-up, `together` for many."""

    def __init__(self, name: str) -> None:
        self.text: str = _told[name]["text"]
        self._arguments: list[str] = _told[name]["arguments"]

    def arguments(self, asked: Mapping[str, object]) -> list[object]:
        """What is asked, in the order of the text's parameters."""
        return [asked[name] for name in self._arguments]
