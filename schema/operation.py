"""The context value that Strawberry hands to every resolver of one operation."""

from dataclasses import dataclass, field
from typing import TypeAlias

import strawberry

from resolvers.request.context import RequestContext
from schema.documents.cache import Document
from schema.loading.loaders import Loaders


@dataclass(slots=True)
class Operation:
    """One operation that runs: its request, its document and its data loaders."""

    request: RequestContext
    document: Document | None = None  # None: Strawberry parses the text
    load: Loaders = field(init=False)

    def __post_init__(self) -> None:
        self.load_anew()

    def load_anew(self) -> None:
        """Forget what was loaded: a mutation is about to change it."""
        self.load = Loaders(self.request)


Info: TypeAlias = strawberry.Info[Operation, None]
