"""The one schema, built once in each process."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache

import strawberry
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig

from schema.documents.cache import Document
from schema.documents.validation import errors_in
from schema.error_codes import ErrorCode
from schema.mutation import Mutation
from schema.pieces.execution import PacedExecution
from schema.query import Query
from schema.scalars import DATE_TIME, MINOR_UNITS, MinorUnits


class Schema(strawberry.Schema):
    """Strawberry's schema without its log, which holds documents and variables with passwords."""

    def process_errors(
        self, errors: Sequence[GraphQLError], execution_context: object = None
    ) -> None:
        """Log nothing: the server logs each answer without what the client sent."""

    @staticmethod
    def remove_field_suggestion(error: GraphQLError) -> None:
        """Strawberry's own removes names of fields; types, arguments and values have names too."""
        error.message = error.message.partition(" Did you mean")[0]


class AlreadyRead(SchemaExtension):
    """Executes the document that the server has parsed and measured, so that no other runs."""

    def on_operation(self) -> Iterator[None]:
        """Hand the document over before Strawberry parses the text."""
        document: Document | None = self.execution_context.context.document
        self.execution_context.graphql_document = document.node if document else None
        yield

    def on_validate(self) -> Iterator[None]:
        """Skip the validation of a document that was valid before: the schema never changes."""
        context = self.execution_context
        document: Document | None = context.context.document
        if document:
            core = context.schema._schema  # noqa: SLF001 - Strawberry shows graphql-core's nowhere else
            rules = context.validation_rules
            found = [] if document.valid else errors_in(document.node, core, rules)
            context.pre_execution_errors = found
        yield
        if document and not context.pre_execution_errors:
            document.valid = True


@cache
def build() -> Schema:
    """The schema with its queries, its mutations and the list of error codes."""
    return Schema(
        query=Query,
        mutation=Mutation,
        types=[ErrorCode],
        extensions=[AlreadyRead],
        execution_context_class=PacedExecution,
        config=StrawberryConfig(
            disable_field_suggestions=True,
            scalar_map={datetime: DATE_TIME, MinorUnits: MINOR_UNITS},
        ),
    )


def sdl() -> str:
    """The schema as text, the content of `graphql/schema.graphql`."""
    lines = build().as_str().splitlines()
    return "\n".join(line.rstrip() for line in lines) + "\n"  # blank lines come indented
