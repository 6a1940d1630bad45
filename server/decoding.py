"""What did the client send? Strict JSON, then the four members of GraphQL over HTTP."""

import json
from dataclasses import dataclass
from typing import Any, Final

from starlette.datastructures import QueryParams

LARGEST_BODY: Final = 128 * 1024  # bytes
LONGEST_NUMBER: Final = 100  # digits: Python's own limit answers with a text of its own


class BadRequest(Exception):
    """The request is not GraphQL over HTTP; the text may reach the client."""


@dataclass(frozen=True, slots=True)
class Params:
    """What to execute."""

    query: str
    operation_name: str | None
    variables: dict[str, Any] | None


def from_body(body: bytes) -> Params:
    """The members of a JSON object; raises BadRequest for anything else."""
    try:
        sent = json.loads(
            body.decode("utf-8", errors="strict"),
            parse_constant=_refuse_constant,
            parse_int=_short_integer,
            object_pairs_hook=_unique,
        )
        # A lone surrogate decodes, but cannot be written anywhere.
        json.dumps(sent, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise BadRequest("The body is not JSON.") from error
    if not isinstance(sent, dict):
        raise BadRequest("The body is not a JSON object.")
    return _params(sent)


def from_query(query: QueryParams) -> Params:
    """The members as query parameters of a GET; `variables` is JSON."""
    sent: dict[str, Any] = {key: query[key] for key in ("query", "operationName") if key in query}
    for key in ("variables", "extensions"):
        if query.get(key):
            try:
                sent[key] = json.loads(query[key], parse_constant=_refuse_constant)
            except (ValueError, RecursionError) as error:
                raise BadRequest(f"{key} is not JSON.") from error
    return _params(sent)


def _params(sent: dict[str, Any]) -> Params:
    query, name = sent.get("query"), sent.get("operationName")
    variables, extensions = sent.get("variables"), sent.get("extensions")
    if not isinstance(query, str):
        raise BadRequest("query must be a string.")
    if name is not None and not isinstance(name, str):
        raise BadRequest("operationName must be a string.")
    if variables is not None and not isinstance(variables, dict):
        raise BadRequest("variables must be an object.")
    if extensions is not None and not isinstance(extensions, dict):
        raise BadRequest("extensions must be an object.")
    return Params(query, name or None, variables)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadRequest("A key of the body occurs twice.")
    return found


def _short_integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise BadRequest("A number of the body is too long.")
    return int(digits)


def _refuse_constant(name: str) -> None:
    raise BadRequest(f"{name} is not JSON.")
