"""Tells what the checks of the server find."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from resolvers.application import Finding
    from resolvers.request.context import RequestContext


async def find(ctx: "RequestContext") -> "Sequence[Finding]":
    """The findings, at most half a minute old."""
    examine = ctx.application.examine
    return await examine() if examine else ()
