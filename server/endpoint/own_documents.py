"""Reads the operations of `graphql/` that the server itself sends for its own clients."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from graphql import OperationDefinitionNode, parse

from schema.documents.cache import Document
from server.prepared import Params, Prepared

_HERE: Final = Path(__file__).parent.parent
# In the checkout, and in the wheel.
FOLDERS: Final = (_HERE.parent / "graphql", _HERE / "static" / "graphql")


@cache
def read_documents(room: str) -> Mapping[str, tuple[str, Document]]:
    """The operations of `storefront` or of `admin` by file name, for example `add-cart-item`."""
    folder = next(folder for folder in FOLDERS if folder.is_dir()) / room
    texts = {file.stem: file.read_text(encoding="utf-8") for file in folder.rglob("*.graphql")}
    return {name: (text, Document(parse(text, no_location=True))) for name, text in texts.items()}


def prepare_own(room: str, name: str, variables: Mapping[str, Any]) -> Prepared:
    """An operation with its variables, which needs no check of its size."""
    text, document = read_documents(room)[name]
    (operation,) = document.node.definitions
    assert isinstance(operation, OperationDefinitionNode)  # noqa: S101 - graphql/README.md says so
    return Prepared(document, operation, Params(text, None, dict(variables)))
