"""How do the pages ask? As any client, by an operation and a session; without the HTTP."""

import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from resolvers.application import Application, RequestFacts
from resolvers.context import RequestContext
from schema.build import build
from schema.loading import Loading
from server import request_log
from server.answers import failure
from server.decoding import Params
from storefront.house import Answer, Call

_HERE: Final = Path(__file__).parent
# In a checkout, and as the wheel has it.
FOLDERS: Final = (_HERE.parent / "graphql" / "storefront", _HERE / "static/graphql/storefront")


def read_documents() -> Mapping[str, str]:
    """The operations of the storefront by file name, such as `add-cart-item`."""
    folder = next(folder for folder in FOLDERS if folder.is_dir())
    return {file.stem: file.read_text(encoding="utf-8") for file in folder.glob("*.graphql")}


class InProcess:
    """Runs operations of the storefront's pages, with the guards and the log of `/graphql`."""

    def __init__(self, application: Application) -> None:
        """The documents are read once."""
        self._application = application
        self._documents = read_documents()

    async def __call__(self, call: Call) -> Answer:
        """What the one root field answers; never raises for what a visitor sent."""
        started, request_id = time.perf_counter(), uuid.uuid4().hex
        ctx = RequestContext(self._application, _facts(call, request_id))
        name = "".join(word.capitalize() for word in call.operation.split("-"))
        params = Params(self._documents[call.operation], name, dict(call.variables))
        result = await build().execute(
            params.query,
            variable_values=params.variables,
            context_value=Loading(ctx),
            operation_name=params.operation_name,
        )
        failures = [failure(error, request_id) for error in result.errors or ()]
        request_log.write(ctx, params, failures, status=200, started=started)
        if failures:
            return Answer(error=failures[0].body.get("extensions", {}))
        return Answer(data=next(iter((result.data or {}).values())))


def _facts(call: Call, request_id: str) -> RequestFacts:
    return RequestFacts(
        access_key=call.shop.access_key,
        context_token=call.token,
        remote_address=call.caller.remote_address,
        user_agent=call.caller.user_agent,
        request_id=request_id,
        language=call.shop.language,
        currency=call.shop.currency,
    )
