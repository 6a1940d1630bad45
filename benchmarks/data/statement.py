"""The product's own context statement as text, for the servers that it is compared with."""

import json
from pathlib import Path

from sqlalchemy import make_url

from auth.privileges import Privilege
from db.statements.shop.contexts import QUERY


def write(file: Path) -> Path:
    """A JSON file of the statement and of its arguments' names or values, in their order."""
    compiled = QUERY.compile(dialect=make_url("postgresql+asyncpg://").get_dialect()())
    constants = compiled.params | {"privilege": Privilege.IMITATE_CUSTOMER}
    asked = {"token_hash", "access_key"}
    arguments = [
        {"asked": name} if name in asked else {"constant": constants[name]}
        for name in compiled.positiontup or ()
    ]
    file.write_text(json.dumps({"text": str(compiled), "arguments": arguments}))
    return file
