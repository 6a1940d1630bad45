"""An operation of graphql/, with what each of its repetitions sends."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from auth.sign_in.tokens import TokenKind
from benchmarks.data.names import token_of
from benchmarks.data.seed import KEY, document
from benchmarks.harness.messages import JSON

Numbered: TypeAlias = Callable[[int], Mapping[str, Any]]


@dataclass
class Operation:
    """`variables` and `headers` are those of a repetition; `made` is what the earlier answered.

    `settling` is how many seconds the server works on what it was asked for, after its answers.
    """

    document: str
    variables: Numbered
    headers: Numbered
    made: list[Any] = field(default_factory=list)
    most: int = 1000  # how often it succeeds: some lists are bounded
    settling: float = 0.0

    def request(self, number: int) -> tuple[bytes, Mapping[str, str]]:
        """The body and the headers of a repetition."""
        body = {"query": document(self.document), "variables": self.variables(number)}
        return json.dumps(body).encode(), {**JSON, **self.headers(number)}

    def made_id(self, number: int) -> Mapping[str, Any]:
        """The variable of an operation on what a repetition has made."""
        return {"id": self.made[number]["id"]}


def nothing(_number: int) -> Mapping[str, Any]:
    """No variables, or no headers."""
    return {}


def user(name: str, first: int = 0) -> Numbered:
    """The headers of signed-in users, one for each repetition from the first on."""
    return lambda number: {
        "authorization": f"Bearer {token_of(TokenKind.USER_SESSION, name, first + number)}"
    }


def the_admin(_number: int) -> Mapping[str, str]:
    """The headers of the super admin."""
    return {"authorization": f"Bearer {token_of(TokenKind.USER_SESSION, 'admin', 0)}"}


def session(name: str, first: int = 0) -> Numbered:
    """The headers of sessions of the shop, one for each repetition from the first on."""
    return lambda number: {
        "sw-access-key": KEY,
        "sw-context-token": token_of(TokenKind.CONTEXT, name, first + number),
    }


def visitor(_number: int) -> Mapping[str, str]:
    """The headers of a visitor without a session."""
    return {"sw-access-key": KEY}
