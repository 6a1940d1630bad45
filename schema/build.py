"""The one schema, built once."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache

import strawberry
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig

from schema.documents.cache import Document
from schema.enums import ErrorCode
from schema.mutation import Mutation
from schema.query import Query
from schema.scalars import DATE_TIME


class Schema(strawberry.Schema):
    """Strawberry's, but for its log: that quotes documents and variables, passwords included."""

    def process_errors(
        self, errors: Sequence[GraphQLError], execution_context: object = None
    ) -> None:
        """Say nothing: the server logs what it answers, without what was sent."""


class AlreadyRead(SchemaExtension):
    """Runs the document that the server has parsed and measured, so that no other is."""

    def on_operation(self) -> Iterator[None]:
        """Hand it over before Strawberry parses."""
        document: Document | None = self.execution_context.context.document
        self.execution_context.graphql_document = document.node if document else None
        yield

    def on_validate(self) -> Iterator[None]:
        """What was valid once stays so: there is one schema, and it never changes."""
        document: Document | None = self.execution_context.context.document
        if document and document.valid:
            self.execution_context.pre_execution_errors = []
        yield
        if document and not self.execution_context.pre_execution_errors:
            document.valid = True


@cache
def build() -> Schema:
    """Queries, mutations and the list of error codes."""
    return Schema(
        query=Query,
        mutation=Mutation,
        types=[ErrorCode],
        extensions=[AlreadyRead],
        config=StrawberryConfig(disable_field_suggestions=True, scalar_map={datetime: DATE_TIME}),
    )


def sdl() -> str:
    """The schema as `graphql/schema.graphql` has it."""
    return build().as_str() + "\n"
