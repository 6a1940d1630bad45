"""What does a client learn of a failure? A code and a text of ours; the log has the rest."""

import re
import traceback
from dataclasses import dataclass
from typing import Any, Final

import structlog
from graphql import FieldNode, GraphQLError, GraphQLFormattedError, GraphQLSyntaxError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from auth.errors import Busy, ErrorCode, Invalid, Refusal

log = structlog.get_logger()

_ARGUMENT: Final = re.compile(r"Argument '(\w+)'")  # graphql-core's words
MASKED: Final = "Something went wrong on our side."


@dataclass(frozen=True, slots=True)
class Failure:
    """An error as the client sees it; `is_request_error` means that nothing was executed."""

    body: GraphQLFormattedError
    code: str
    is_request_error: bool

    @property
    def retry_after(self) -> int | None:
        """Seconds after which another try makes sense, where that is known."""
        wait = (self.body.get("extensions") or {}).get("retryAfter")
        return wait if isinstance(wait, int) else None


def failure(error: GraphQLError, request_id: str) -> Failure:
    """Translate an error of graphql-core."""
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
        return _failure(error, error.message, extensions)
    if original is not None and _is_outage(original):
        log.error("database.unavailable", request_id=request_id, **faults(original))
        busy = Busy()
        return _failure(error, str(busy), busy.extensions)
    log.error("request.failed", request_id=request_id, **faults(original or error))
    code = ErrorCode.INTERNAL_SERVER_ERROR
    return _failure(error, MASKED, {"code": code.value, "requestId": request_id})


def unexpected(fault: Exception, request_id: str) -> Failure:
    """A fault outside of any field."""
    return failure(GraphQLError(MASKED, original_error=fault), request_id)


def plain(code: ErrorCode, text: str) -> dict[str, Any]:
    """The body of an answer to what never became GraphQL."""
    return {"errors": [{"message": text, "extensions": {"code": code.value}}]}


def _failure(error: GraphQLError, text: str, extensions: dict[str, Any]) -> Failure:
    body: GraphQLFormattedError = {"message": text, "extensions": extensions}
    if error.locations:
        body["locations"] = [location.formatted for location in error.locations]
    if error.path is not None:
        body["path"] = error.path
    return Failure(body, str(extensions["code"]), is_request_error=error.path is None)


def _bad_argument(error: GraphQLError) -> str | None:
    """The argument whose value only execution found unfit, such as null from a variable."""
    at_a_value = not any(isinstance(node, FieldNode) for node in error.nodes or ())
    named = _ARGUMENT.match(error.message)
    return named[1] if at_a_value and named else None


def _is_outage(error: BaseException) -> bool:
    """Nothing was done and a later try may succeed: no connection, no lock, a deadlock."""
    if isinstance(error, PoolTimeout | InterfaceError | OperationalError | OSError):
        return True
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    return isinstance(error, DBAPIError) and (
        error.connection_invalidated or str(state)[:2] in {"08", "40", "53", "55", "57"}
    )


def faults(error: BaseException) -> dict[str, Any]:
    """Type and frames, without the values that an exception's text may quote."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
    return {"error": type(error).__name__, "frames": places}
