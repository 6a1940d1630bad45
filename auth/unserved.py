"""Refusals of what is not served: documents that ask for too much, and all while it is busy."""

from auth.errors import Refusal
from auth.vocabulary import ErrorCode


class LimitExceeded(Refusal):
    """The document exceeds the limit named `limit`, which is `maximum`."""

    code = ErrorCode.GRAPHQL__LIMIT_EXCEEDED
    text = "The document asks for more than is served."

    def __init__(self, limit: str, maximum: int) -> None:
        text = f"More is asked for than is served: {limit} {maximum}."
        super().__init__(text, limit=limit, maximum=maximum)


class PersistedQueryNotSupported(Refusal):
    """Only the hash of a document was sent. Clients then send the document itself."""

    code = ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED
    text = "PersistedQueryNotSupported"  # some clients compare the text


class Busy(Refusal):
    """The server cannot answer now. A mutation was either done completely or not at all."""

    code = ErrorCode.UNAVAILABLE
    text = "Try again in a moment."

    def __init__(self, retry_after: int = 1) -> None:
        super().__init__(retryAfter=retry_after)


class OutcomeUnknown(Busy):
    """The database did not answer to a COMMIT: what was asked for may have been done, or not."""

    text = "It is not known whether this was done. Look before you try again."

    def __init__(self) -> None:
        Refusal.__init__(self)  # without retryAfter: to try again at once is what must not be done
