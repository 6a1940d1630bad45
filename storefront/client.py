"""Runs one operation for a page; an error of the operation is raised as `Refused`."""

from collections.abc import Mapping, Sequence
from typing import Any

from storefront.host import Call, Host


class Refused(Exception):
    """The operation answered an error."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        """`error` holds the extensions of the GraphQL error; `code` names the fact."""
        self.code = str(error.get("code", ""))
        self.field = str(error.get("field", ""))
        self.reasons: Sequence[str] = error.get("reasons", ())
        self.vetoes: Sequence[str] = error.get("vetoes", ())
        self.retry_after = error.get("retryAfter")
        self.request_id = error.get("requestId")
        super().__init__(self.code)


async def ask(host: Host, call: Call) -> Any:  # noqa: ANN401 - JSON, as the root field answers it
    """The value of the operation's root field; raises Refused."""
    answer = await host.execute(call)
    if answer.error is not None:
        raise Refused(answer.error)
    return answer.data
