"""The product's own context statement as text, for the servers that it is compared with."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auth.privileges import Privilege
from db.engine.dialect import POSTGRESQL
from db.statements.shop.context_lookup import lookup
from db.statements.shop.stored_context import (
    StoredChannel,
    StoredCustomer,
    StoredImitation,
    StoredLine,
    StoredSession,
    StoredUser,
)

ASKED = {"token_hash": "token_hash", "access_key": "access_key"}
PARTS: Mapping[str, Any] = {
    "channel": StoredChannel,
    "session": StoredSession,
    "customer": StoredCustomer,
    "imitation": StoredImitation,
    "user": StoredUser,
}
OF_LINES: Mapping[str, Any] = {"line": StoredLine, "adder": StoredUser}


def write(file: Path) -> Path:
    """A JSON file of the statement, alone and for many look-ups at once.

    `arguments` are the names of what is asked in the order of the parameters, `columns` the names
    of the values of a row; together, a number stands behind them. `of_lines` are the names of what
    the JSON of the last column has for each line of the cart.
    """
    known = lookup(Privilege.IMITATE_CUSTOMER)
    alone, together = known.alone.on(POSTGRESQL), known.together.on(POSTGRESQL)
    told = {
        "alone": {"text": alone.text, "arguments": alone.arguments(ASKED)},
        "together": {"text": together.text, "arguments": together.arguments(ASKED)},
        "columns": [*_names(PARTS), "lines"],
        "of_lines": ["added_at", *_names(OF_LINES)],
    }
    file.write_text(json.dumps(told))
    return file


def _names(parts: Mapping[str, Any]) -> list[str]:
    return [f"{part}_{name}" for part, row in parts.items() for name in row._fields]
