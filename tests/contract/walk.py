"""The fields of the schema and the operations of `graphql/`."""

import re
from collections.abc import Sequence
from functools import cache

from graphql import (
    DocumentNode,
    FieldDefinitionNode,
    GraphQLSchema,
    ObjectTypeDefinitionNode,
    StringValueNode,
    build_schema,
    parse,
)

from schema.build import sdl
from tests.support.clients import DOCUMENTS, document

SCHEMA: GraphQLSchema = build_schema(sdl())
ROOTS = ("Query", "Mutation")


@cache
def fields() -> Sequence[tuple[str, FieldDefinitionNode]]:
    """Every field of every object type, as `Type.field`; root fields by their name alone."""
    return tuple(
        (field.name.value if owner in ROOTS else f"{owner}.{field.name.value}", field)
        for definition in parse(sdl()).definitions
        if isinstance(definition, ObjectTypeDefinitionNode)
        for owner in [definition.name.value]
        for field in definition.fields or ()
    )


def guard(field: FieldDefinitionNode) -> dict[str, str] | None:
    """The arguments of `@requires`; None for a field without it."""
    for directive in field.directives or ():
        if directive.name.value == "requires":
            return {
                argument.name.value: argument.value.value
                if isinstance(argument.value, StringValueNode)
                else str(getattr(argument.value, "value", None))
                for argument in directive.arguments or ()
            }
    return None


def guarded() -> set[str]:
    """Every field with `@requires`."""
    return {name for name, field in fields() if guard(field) is not None}


def listed_codes(name: str) -> set[str]:
    """The error codes in the description of a field, and of the root field that leads to it."""
    owner, _, inner = name.partition(".")
    names = {name, f"{owner[0].lower()}{owner[1:]}"} if inner else {name}
    texts = [
        field.description.value for key, field in fields() if key in names if field.description
    ]
    lists = [text.partition("Errors: ")[2] for text in texts]
    return {code for listed in lists for code in re.findall(r"`([A-Z_:]+)`", listed)}


@cache
def operations() -> dict[str, DocumentNode]:
    """The operations of the admin and of the storefront, by `room/name`."""
    return {
        name: parse(document(name))
        for name in DOCUMENTS
        if name.startswith(("admin/", "storefront/"))
    }
