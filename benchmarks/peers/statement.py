"""The product's statement and its rows, from the file that benchmarks/data/statement.py writes."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

_told = json.loads(Path(os.environ["STATEMENT"]).read_text())

if TYPE_CHECKING:
    Row: TypeAlias = Any  # with the columns that the product names
else:
    Row = NamedTuple("Row", [(name, Any) for name in _told["columns"]])


class Statement:
    """The product's statement: `alone` for one look-up, `together` for many."""

    def __init__(self, name: str) -> None:
        self.text: str = _told[name]["text"]
        self._arguments: list[str] = _told[name]["arguments"]

    def arguments(self, asked: Mapping[str, object]) -> list[object]:
        """What is asked, in the order of the text's parameters."""
        return [asked[name] for name in self._arguments]
