"""Validates a document, and stops where it has many errors."""

from collections.abc import Iterable
from typing import Final

from graphql import ASTValidationRule, DocumentNode, GraphQLError, GraphQLSchema, validate
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

# The place of each is looked for from the beginning of the text, which takes milliseconds in a
# long one, and so does a text that repeats a long value.
MOST: Final = 20
_OF_STRAWBERRY: Final = (MaybeNullValidationRule, OneOfInputValidationRule)


def errors_in(
    document: DocumentNode, schema: GraphQLSchema, rules: Iterable[type[ASTValidationRule]]
) -> list[GraphQLError]:
    """The first errors, and where there are more, one that says so; Strawberry lists a hundred."""
    return validate(schema, document, (*rules, *_OF_STRAWBERRY), max_errors=MOST)
