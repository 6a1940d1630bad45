"""The providers at which users sign in, as people see them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from resolvers.request.context import RequestContext


class ShownProvider(NamedTuple):
    """The name in addresses, and what people call it."""

    name: str
    label: str


def find(ctx: "RequestContext") -> Sequence[ShownProvider]:
    """All of them, in the order of the settings."""
    return [ShownProvider(found.name, found.label) for found in ctx.application.providers]


def of_issuer(ctx: "RequestContext", issuer: str | None) -> ShownProvider | None:
    """The provider of a user; None for a local account, or where it left the settings."""
    found = (one for one in ctx.application.providers if one.issuer == issuer)
    return next((ShownProvider(one.name, one.label) for one in found), None)
