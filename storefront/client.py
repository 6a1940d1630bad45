"""How does a page ask? It names an operation; a refusal comes back as an exception."""

from collections.abc import Mapping
from typing import Any

from storefront.host import Call, House


class Refused(Exception):
    """The operation answered an error."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        """`error` holds the extensions; `code` says which fact it is."""
        self.code = str(error.get("code", ""))
        self.field = str(error.get("field", ""))
        self.retry_after = error.get("retryAfter")
        self.request_id = error.get("requestId")
        super().__init__(self.code)


async def ask(house: House, call: Call) -> Any:  # noqa: ANN401 - whatever the root field answers
    """What the operation's root field answers; raises Refused."""
    answer = await house.execute(call)
    if answer.error is not None:
        raise Refused(answer.error)
    return answer.data
