"""Runs operations for the storefront's pages as for any client, but without HTTP."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from graphql import DocumentNode, OperationDefinitionNode, parse

from resolvers.application import Application, RequestFacts
from resolvers.request.context import RequestContext
from schema.documents.cache import Document
from server.endpoint.execution import compiles_operations, run
from server.failures import failures
from server.prepared import Params, Prepared
from server.request_record import RequestRecord
from server.settings.settings import Settings
from storefront.host import Answer, Call

_HERE: Final = Path(__file__).parent.parent
# In the checkout, and in the wheel.
FOLDERS: Final = (_HERE.parent / "graphql" / "storefront", _HERE / "static/graphql/storefront")


@cache
def read_documents() -> Mapping[str, tuple[str, Document]]:
    """The operations of the storefront by file name, for example `add-cart-item`."""
    folder = next(folder for folder in FOLDERS if folder.is_dir())
    texts = {file.stem: file.read_text(encoding="utf-8") for file in folder.rglob("*.graphql")}
    return {name: (text, Document(parse(text))) for name, text in texts.items()}


class InProcess:
    """Runs operations of the storefront's pages, with the guards and the log of `/graphql`."""

    def __init__(
        self, application: Application, tell: Callable[[RequestRecord], None], settings: Settings
    ) -> None:
        """`tell` receives the record of each operation."""
        self._application = application
        self._tell = tell
        self._timeout = settings.operation_timeout
        self._compiled = compiles_operations(settings)
        self._documents = read_documents()

    async def __call__(self, call: Call) -> Answer:
        """The value of the one root field, or its error; never raises for a visitor's input."""
        record = RequestRecord(route="page", status=200)
        record.ctx = ctx = RequestContext(self._application, _facts(call, record.id))
        text, document = self._documents[call.operation]
        record.prepared = prepared = Prepared(
            document, _operation(document.node), Params(text, None, dict(call.variables))
        )
        outcome = await run(prepared, ctx, within=self._timeout, compiled=self._compiled)
        record.failures = failures(outcome.errors, record.id)
        self._tell(record)
        if record.failures:
            return Answer(error=record.failures[0].body.get("extensions", {}))
        return Answer(data=next(iter((outcome.data or {}).values())))


def _operation(document: DocumentNode) -> OperationDefinitionNode:
    """The one operation of a document of `graphql/storefront/`."""
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)  # noqa: S101 - graphql/README.md says so
    return operation


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
