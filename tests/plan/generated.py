"""Operations over the whole schema, as hypothesis generates them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
)
from hypothesis import strategies as st

from tests.contract.walk import SCHEMA
from tests.plan.arguments import literal, value_for

OTHERS: Final = (
    "stranger", "visitor", "bob", "imitator", "looker", "admin", "alice", "eve", "victor",
)  # fmt: skip
CALLERS: Final = ("both",) * 2 * len(OTHERS) + OTHERS  # `both` may ask for nearly everything
DEEPEST: Final = 5  # levels of fields
MOST: Final = 80  # fields; then only leaves are added
Choice = TypeVar("Choice")


@dataclass
class Asked:
    """An operation, its variables and the client that sends it."""

    text: str
    variables: dict[str, Any]
    caller: str
    conditions: Sequence[str] = ()  # of the variables, those of @skip and @include
    is_mutation: bool = False
    broken: bool = False  # asked of a shop with rows that no code expects


@dataclass
class Writer:
    """Writes one document, drawing each decision."""

    draw: st.DrawFn
    variables: dict[str, Any] = field(default_factory=dict)
    definitions: list[str] = field(default_factory=list)
    fragments: dict[str, list[str]] = field(default_factory=dict)  # names by type
    texts: list[str] = field(default_factory=list)  # of fragments
    names: int = 0
    fields: int = 0

    @property
    def conditions(self) -> list[str]:
        return [name for name in self.variables if name.startswith("c")]

    def document(self, type_: GraphQLObjectType, keyword: str) -> str:
        wanted = self.number(1, 2 if keyword == "mutation" else 3)
        parts = [self.field(type_, self.choose(list(type_.fields)), 1) for _ in range(wanted)]
        selections = self.wrapped(type_, parts)
        declared = f"({', '.join(self.definitions)})" if self.definitions else ""
        return "\n".join([f"{keyword} Generated{declared} {selections}", *self.texts])

    def selections(self, type_: GraphQLObjectType, depth: int) -> str:
        fields = [
            name
            for name, each in type_.fields.items()
            if (depth < DEEPEST and self.fields < MOST)
            or not isinstance(get_named_type(each.type), GraphQLObjectType)
        ]
        wanted = self.draw(
            st.lists(st.sampled_from([*fields, "__typename"]), min_size=1, max_size=4)
        )
        return self.wrapped(type_, [self.field(type_, name, depth) for name in wanted])

    def wrapped(self, type_: GraphQLObjectType, parts: list[str]) -> str:
        """Selections in braces, the last of them in a fragment now and then."""
        match self.number(0, 9):
            case 7:
                condition = self.choose([f" on {type_.name}", ""])
                parts[-1] = f"...{condition}{self.directives()} {{ {parts[-1]} }}"
            case 8:
                name = self.name("F")
                self.texts.append(f"fragment {name} on {type_.name} {{ {parts[-1]} }}")
                self.fragments.setdefault(type_.name, []).append(name)
                parts[-1] = f"...{name}{self.directives()}"
            case 9 if type_.name in self.fragments:
                again = f"...{self.choose(self.fragments[type_.name])}{self.directives()}"
                parts.insert(self.number(0, len(parts)), again)
        return "{ " + " ".join(parts) + " }"

    def field(self, type_: GraphQLObjectType, name: str, depth: int) -> str:
        self.fields += 1
        if name == "__typename":
            return f"{self.alias()}__typename{self.directives()}"
        found = type_.fields[name]
        # Two selections with one key must have equal arguments: those with arguments get names.
        alias = f"{self.name('a')}: " if found.args else self.alias()
        written = f"{alias}{name}{self.arguments(name, found)}{self.directives()}"
        below = get_named_type(found.type)
        if isinstance(below, GraphQLObjectType):
            return f"{written} {self.selections(below, depth + 1)}"
        return written

    def alias(self) -> str:
        return f"{self.name('a')}: " if self.one_in(6) else ""

    def arguments(self, name: str, of: GraphQLField) -> str:
        written = [
            f"{key}: {self.argument(f'{name}.{key}', argument)}"
            for key, argument in of.args.items()
            if _is_required(argument) or self.one_in(3)
        ]
        return f"({', '.join(written)})" if written else ""

    def argument(self, place: str, of: GraphQLArgument) -> str:
        value = value_for(self.draw, place, of.type)
        if not isinstance(of.type, GraphQLNonNull) and self.one_in(6):
            value = None
        if self.one_in(2):
            return literal(value, of.type)
        return self.variable(value, of.type, may_be_null=not _is_required(of))

    def variable(self, value: Any, type_: GraphQLInputType, *, may_be_null: bool) -> str:
        """Declared with the type, or with its nullable where a default stands in for null."""
        name = self.name("v")
        declared = str(type_)
        has_default = value is not None and self.one_in(4)
        if may_be_null or has_default:
            declared = declared.removesuffix("!") if self.one_in(2) else declared
        default = f" = {literal(value, type_)}" if has_default else ""
        self.definitions.append(f"${name}: {declared}{default}")
        if has_default and self.one_in(2):
            return f"${name}"  # not sent
        optional = not declared.endswith("!")
        if not (optional and self.one_in(6)):
            self.variables[name] = value
        if optional and self.one_in(12):
            self.variables[name] = None
        return f"${name}"

    def directives(self) -> str:
        written = []
        for name in ("skip", "include"):
            if self.one_in(10):
                condition = self.condition() if self.one_in(2) else self.choose(["true", "false"])
                written.append(f" @{name}(if: {condition})")
        return "".join(written)

    def condition(self) -> str:
        if self.conditions and self.one_in(2):
            return f"${self.choose(self.conditions)}"
        name = self.name("c")
        self.definitions.append(f"${name}: {self.choose(['Boolean!', 'Boolean = true'])}")
        self.variables[name] = self.one_in(2)
        return f"${name}"

    def name(self, prefix: str) -> str:
        self.names += 1
        return f"{prefix}{self.names}"

    def one_in(self, times: int) -> bool:
        return self.number(1, times) == times

    def number(self, least: int, most: int) -> int:
        return self.draw(st.integers(least, most))

    def choose(self, values: Sequence[Choice]) -> Choice:
        return self.draw(st.sampled_from(values))


@st.composite
def operations(draw: st.DrawFn) -> Asked:
    """One operation in ten is a mutation; of the shop, one in ten is broken."""
    writer = Writer(draw)
    is_mutation = writer.one_in(10)
    type_ = SCHEMA.mutation_type if is_mutation else SCHEMA.query_type
    assert type_ is not None
    text = writer.document(type_, "mutation" if is_mutation else "query")
    caller, broken = writer.choose(CALLERS), writer.one_in(10)
    return Asked(text, writer.variables, caller, writer.conditions, is_mutation, broken)


def _is_required(argument: GraphQLArgument) -> bool:
    return isinstance(argument.type, GraphQLNonNull) and argument.default is None
