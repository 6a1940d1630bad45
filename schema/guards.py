"""Who may ask for a field? Decided before any argument is looked up, and printed in the SDL."""

from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Any, Final

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.schema_directive import Location
from strawberry.types.field import StrawberryField

from auth.privileges import Privilege
from resolvers.request.access import (
    check_operation,
    check_privilege,
    denials_recorded,
    note_activity,
)
from schema.operation import Info

PUBLIC: Final = frozenset({"userLogin"})  # root fields that anybody may ask for


@strawberry.enum(description="Who may ask for a field.")
class Audience(Enum):
    """What a request must bring."""

    CHANNEL = strawberry.enum_value(
        "CHANNEL", description="Anybody with the access key of an active sales channel."
    )
    CUSTOMER = strawberry.enum_value(
        "CUSTOMER", description="A logged-in customer of the channel, or who imitates him."
    )
    USER = strawberry.enum_value("USER", description="A signed-in user of the admin.")


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="requires",
    description="What a request must bring before the field is looked at.",
)
class Requires:
    """The guard as clients read it."""

    audience: Audience = strawberry.directive_field(name="audience")
    privilege: str | None = strawberry.directive_field(name="privilege", default=strawberry.UNSET)


class Guard(FieldExtension):
    """Lets nobody through who does not bring what the directive says."""

    def __init__(self, audience: Audience, privilege: Privilege | None = None) -> None:
        self._audience = audience
        self._privilege = privilege

    def apply(self, field: StrawberryField) -> None:
        """Print the guard in the SDL."""
        privilege = self._privilege.value if self._privilege else strawberry.UNSET
        field.directives = [Requires(audience=self._audience, privilege=privilege)]

    async def resolve_async(
        self,
        next_: Callable[..., Awaitable[Any]],
        source: Any,  # noqa: ANN401 - the extension's own signature
        info: Info,
        **kwargs: Any,  # noqa: ANN401 - as above
    ) -> Any:  # noqa: ANN401 - as above
        """Check, then go on."""
        mutation = info.field_name if info.path.typename == "Mutation" else None
        if self._audience is Audience.USER:
            async with denials_recorded(info.context.request, mutation):
                await self._check_user(info)
                return await next_(source, info, **kwargs)
        await self._check_store(info, mutation)
        return await next_(source, info, **kwargs)

    async def _check_user(self, info: Info) -> None:
        if self._privilege is None:
            await info.context.request.user()
        else:
            await check_privilege(info.context.request, self._privilege)

    async def _check_store(self, info: Info, mutation: str | None) -> None:
        request = info.context.request
        store = await request.store()
        if self._audience is Audience.CUSTOMER:
            store.logged_in()
        if mutation is not None:
            await check_operation(request, mutation)
        if info.field_name != "context":  # looking at the context keeps no imitation alive
            await note_activity(request)


def for_channel() -> list[FieldExtension]:
    """For anybody with an access key."""
    return [Guard(Audience.CHANNEL)]


def for_customer() -> list[FieldExtension]:
    """For a logged-in customer."""
    return [Guard(Audience.CUSTOMER)]


def for_user(privilege: Privilege | None = None) -> list[FieldExtension]:
    """For a signed-in user, where given with a privilege."""
    return [Guard(Audience.USER, privilege)]
