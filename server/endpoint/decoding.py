"""Reads a GraphQL request: strict JSON, then the four members of GraphQL over HTTP."""

import json
import math
from collections import Counter
from typing import Any, Final

from starlette.datastructures import QueryParams

from auth.unserved import PersistedQueryNotSupported
from server.prepared import Params

LONGEST_NUMBER: Final = 100  # digits; below the limit at which Python's int() raises
ESCAPE: Final = "\\u"  # half of a surrogate pair is not UTF-8, so an escape alone can stand for it
MEMBERS: Final = ("query", "operationName", "variables", "extensions")


class BadRequest(Exception):
    """The request is not GraphQL over HTTP. The text is sent to the client."""

    def __init__(self, text: str, *, status: int = 400) -> None:
        """`status` is the HTTP status of the answer."""
        super().__init__(text)
        self.status = status


def from_body(body: bytes) -> Params:
    """The members of a GraphQL request; raises BadRequest for anything else."""
    return _params(read_json(body))


def read_json(body: bytes) -> object:
    """The value of a body; raises BadRequest for what is not strict JSON in UTF-8."""
    try:
        text = body.decode("utf-8", errors="strict")
    except UnicodeDecodeError:
        raise BadRequest("The body is not UTF-8.") from None
    return _decode(text, "The body")


def from_query(query: QueryParams) -> Params:
    """The members as query parameters of a GET; `variables` and `extensions` are JSON."""
    times = Counter(key for key, _ in query.multi_items())
    if any(times[key] > 1 for key in MEMBERS):
        raise BadRequest("A parameter occurs twice.")
    sent: dict[str, Any] = {key: query[key] for key in MEMBERS[:2] if key in query}
    sent |= {key: _decode(query[key], key) for key in MEMBERS[2:] if query.get(key)}
    return _params(sent)


def _decode(text: str, what: str) -> object:
    try:
        sent: object = _STRICT.decode(text)
        if ESCAPE in text:  # a lone surrogate decodes, but cannot be written anywhere
            json.dumps(sent, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise BadRequest(f"{what} is not JSON, or too deep.") from None
    return sent


def _params(sent: object) -> Params:
    if not isinstance(sent, dict):
        raise BadRequest("The body is not a JSON object.")
    query, name = sent.get("query"), sent.get("operationName")
    variables, extensions = sent.get("variables"), sent.get("extensions")
    if extensions is not None and not isinstance(extensions, dict):
        raise BadRequest("extensions must be an object.")
    if query is None and extensions and "persistedQuery" in extensions:
        raise PersistedQueryNotSupported
    if not isinstance(query, str):
        raise BadRequest("query must be a string.")
    if name is not None and not isinstance(name, str):
        raise BadRequest("operationName must be a string.")
    if variables is not None and not isinstance(variables, dict):
        raise BadRequest("variables must be an object.")
    return Params(query, name or None, variables)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadRequest("A key occurs twice.")
    return found


def _short_integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise BadRequest("A number is too long.")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits) if len(digits) <= LONGEST_NUMBER else math.inf
    if math.isinf(number):
        raise BadRequest("A number is too long.")
    return number


def _refuse_constant(name: str) -> None:
    raise BadRequest(f"{name} is not JSON.")


_STRICT: Final = json.JSONDecoder(
    parse_constant=_refuse_constant,
    parse_int=_short_integer,
    parse_float=_finite,
    object_pairs_hook=_unique,
)
