"""Translates errors for clients into a code and a text; the log gets the details."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog
from graphql import FieldNode, GraphQLError, GraphQLFormattedError, GraphQLSyntaxError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from auth.errors import Invalid, Refusal
from auth.unserved import Busy, OutcomeUnknown
from auth.vocabulary import ErrorCode
from db.engine.faults import CommitUnknown, Unavailable, is_outage_state, sqlstate_of
from server.faults import faults

log = structlog.get_logger()

_ARGUMENT: Final = re.compile(r"Argument '(\w+)'")  # graphql-core's message
MASKED: Final = "Something went wrong on our side."
LONGEST: Final = 1000  # characters; texts of graphql-core repeat what a client sent
LOGGED: Final = 3  # faults of one request; a client must not be able to fill the log


@dataclass(frozen=True, slots=True)
class Failure:
    """An error as the client sees it. After a request error nothing was executed."""

    body: GraphQLFormattedError
    code: str
    is_request_error: bool
    fault: BaseException | None = None  # for the log alone

    @property
    def retry_after(self) -> int | None:
        """The seconds to wait before another try; None where that is not known."""
        wait = (self.body.get("extensions") or {}).get("retryAfter")
        return wait if isinstance(wait, int) else None


def failures(errors: Sequence[GraphQLError], request_id: str) -> list[Failure]:
    """The failures that the client sees. A fault is logged once, even if many fields raised it."""
    found = [_translated(error, request_id) for error in errors]
    met = {type(each.fault): (each.fault, each.code) for each in found if each.fault}
    for fault, code in list(met.values())[:LOGGED]:
        masked = code == ErrorCode.INTERNAL_SERVER_ERROR
        event = "request.failed" if masked else "database.unavailable"
        log.error(event, request_id=request_id, **faults(fault))
    return found


def unexpected(fault: Exception, request_id: str) -> list[Failure]:
    """The failure of an exception that no field raised."""
    return failures([GraphQLError(MASKED, original_error=fault)], request_id)


def _translated(error: GraphQLError, request_id: str) -> Failure:
    original = error.original_error
    while isinstance(original, GraphQLError):
        original = original.original_error
    if isinstance(original, Refusal):
        return _failure(error, str(original), original.extensions)
    if original is None and error.path is not None and (field := _bad_argument(error)):
        invalid = Invalid(field)
        return _failure(error, str(invalid), invalid.extensions)
    if original is None and error.path is None:
        parsed = not isinstance(error, GraphQLSyntaxError)
        code = ErrorCode.GRAPHQL__VALIDATION_FAILED if parsed else ErrorCode.GRAPHQL__PARSE_FAILED
        extensions = {"code": code.value, **(error.extensions or {})}
        return _failure(error, _short(error.message), extensions)
    if isinstance(original, CommitUnknown):
        unknown = OutcomeUnknown()
        return _failure(error, str(unknown), unknown.extensions, original)
    if original is not None and is_outage(original):
        busy = Busy()
        return _failure(error, str(busy), busy.extensions, original)
    code = ErrorCode.INTERNAL_SERVER_ERROR
    extensions = {"code": code.value, "requestId": request_id}
    return _failure(error, MASKED, extensions, original or error)


def plain(code: ErrorCode, text: str) -> dict[str, Any]:
    """The body of an answer to a request that never became GraphQL."""
    return {"errors": [{"message": text, "extensions": {"code": code.value}}]}


def _short(text: str) -> str:
    """Else a hundred errors about one long value make an answer of a hundred times its length."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _failure(
    error: GraphQLError,
    text: str,
    extensions: dict[str, Any],
    fault: BaseException | None = None,
) -> Failure:
    body: GraphQLFormattedError = {"message": text, "extensions": extensions}
    if error.locations:
        body["locations"] = [location.formatted for location in error.locations]
    if error.path is not None:
        body["path"] = error.path
    code = str(extensions["code"])
    return Failure(body, code, is_request_error=error.path is None, fault=fault)


def _bad_argument(error: GraphQLError) -> str | None:
    """The argument whose value only execution could refuse, for example null from a variable."""
    at_a_value = not any(isinstance(node, FieldNode) for node in error.nodes or ())
    named = _ARGUMENT.match(error.message)
    return named[1] if at_a_value and named else None


def is_outage(error: BaseException) -> bool:
    """Whether nothing was done and a later try may succeed: no connection, no lock, a deadlock."""
    if isinstance(error, Unavailable | PoolTimeout | InterfaceError | OperationalError | OSError):
        return True
    return isinstance(error, DBAPIError) and (
        error.connection_invalidated or is_outage_state(str(sqlstate_of(error)))
    )
