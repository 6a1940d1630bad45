"""Compiles one operation to functions.

graphql-core collects the fields, so that a selection means the same with a plan and without.
"""

from typing import Any, NamedTuple, cast

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    is_leaf_type,
)
from graphql.execution.collect_fields import (
    FieldDetailsList,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues
from graphql.pyutils import Path, is_awaitable

from schema.plan.completion import Attribute, list_of, object_of
from schema.plan.leaves import leaf
from schema.plan.place import Place
from schema.plan.resolver import Resolver, definition_of, resolver_of
from schema.plan.run import Complete, Resolved

_TYPENAME = "__typename"


class NotCompilable(Exception):
    """The operation asks for something that only graphql-core can answer."""


class Root(NamedTuple):
    """A root field. If it is `required`, the whole answer is null where it fails."""

    key: str
    resolver: Resolver
    complete: Complete
    required: bool


class Compiler:
    """Compiles a valid operation for the given values of the variables in @skip and @include."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: VariableValues,
    ) -> None:
        self._schema = schema
        self._operation = operation
        self._variables = variables
        self._fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._details = {name: FragmentDetails(each) for name, each in self._fragments.items()}

    def roots(self) -> tuple[Root, ...]:
        """The root fields in their order. Raises NotCompilable."""
        type_ = self._schema.get_root_type(self._operation.operation)
        assert type_ is not None  # noqa: S101 - validation has found it
        selected = collect_fields(
            self._schema, self._details, self._variables, type_, self._operation
        ).grouped_field_set
        return tuple(self._root(type_, key, details) for key, details in selected.items())

    def _root(self, type_: GraphQLObjectType, key: str, details: FieldDetailsList) -> Root:
        field, path = _field(type_, details), Path(None, key, type_.name)
        resolver = self._resolver(type_, field, details, path)
        place = self._place(field.type, details, path)
        return Root(key, resolver, place.complete, isinstance(field.type, GraphQLNonNull))

    def _resolver(
        self, parent: GraphQLObjectType, field: GraphQLField, details: FieldDetailsList, path: Path
    ) -> Resolver:
        """The path has no indexes of lists: one resolver serves all items."""
        nodes = [each.node for each in details]
        info = GraphQLResolveInfo[Any](
            nodes[0].name.value,
            nodes,
            field.type,
            parent,
            path,
            self._schema,
            self._fragments,
            root_value=None,
            operation=self._operation,
            variable_values=self._variables,
            context=None,
            is_awaitable=is_awaitable,
            abort_signal=None,
            async_helpers=cast("Any", None),
        )
        return resolver_of(field, nodes[0], info)

    def _place(self, type_: GraphQLOutputType, details: FieldDetailsList, path: Path) -> Place:
        required = isinstance(type_, GraphQLNonNull)
        nullable = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if isinstance(nullable, GraphQLList):
            return list_of(self._place(nullable.of_type, details, path), required=required)
        if is_leaf_type(nullable):
            return leaf(nullable, required=required)
        if isinstance(nullable, GraphQLObjectType) and nullable.is_type_of is None:
            return self._object(nullable, details, path, required=required)
        raise NotCompilable

    def _object(
        self, type_: GraphQLObjectType, details: FieldDetailsList, path: Path, *, required: bool
    ) -> Place:
        selected = collect_subfields(
            self._schema, self._details, self._variables, self._operation, type_, details
        ).grouped_field_set
        attributes: list[Attribute] = []
        resolved: list[Resolved] = []
        for key, below in selected.items():
            if _name(below) == _TYPENAME:
                continue
            field, here = _field(type_, below), Path(path, key, type_.name)
            place, definition = self._place(field.type, below, here), definition_of(field)
            if definition.is_basic_field:
                attributes.append(Attribute(key, definition.python_name, place))
            else:
                resolver = self._resolver(type_, field, below, here)
                resolved.append(Resolved(key, resolver, place.complete))
        blank, fields = _blank(type_, selected), (tuple(attributes), tuple(resolved))
        return object_of(blank, *fields, required=required)


def _blank(type_: GraphQLObjectType, selected: GroupedFieldSet) -> dict[str, Any]:
    """The keys in the order of the answer; __typename has its value already."""
    return {
        key: type_.name if _name(details) == _TYPENAME else None
        for key, details in selected.items()
    }


def _field(type_: GraphQLObjectType, details: FieldDetailsList) -> GraphQLField:
    field: GraphQLField | None = type_.fields.get(_name(details))
    if field is None:  # __schema, __type, or __typename of a root
        raise NotCompilable
    return field


def _name(details: FieldDetailsList) -> str:
    return details[0].node.name.value
