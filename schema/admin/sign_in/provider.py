"""The providers at which users of the admin sign in."""

from typing import TYPE_CHECKING

import strawberry

if TYPE_CHECKING:
    from resolvers.admin.users.providers import ShownProvider


@strawberry.type(description="A provider of OpenID Connect at which users of the admin sign in.")
class SignInProvider:
    name: str = strawberry.field(
        description="The provider's name in the settings. A browser signs in at "
        "`/auth/oidc/{name}/login`, with the path to return to as `return_to`, and out at "
        "`/auth/oidc/{name}/logout`."
    )
    label: str = strawberry.field(description="What people call the provider.")

    @classmethod
    def of(cls, provider: "ShownProvider") -> "SignInProvider":
        return cls(name=provider.name, label=provider.label)
