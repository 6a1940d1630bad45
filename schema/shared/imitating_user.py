"""The user behind an imitation, as its record names them."""

from typing import TYPE_CHECKING

import strawberry

from resolvers.request.store_context import LiveImitation

if TYPE_CHECKING:
    from db import models


@strawberry.type(
    description="The user who acted for the customer, as he was called then.",
)
class ImitatingUser:
    """Who stands behind an imitation."""

    id: strawberry.ID = strawberry.field(description="32 lower-case hex characters.")
    username: str = strawberry.field(description="What the user signs in with.")
    first_name: str = strawberry.field(description="The user's first name.")
    last_name: str = strawberry.field(description="The user's last name.")

    @classmethod
    def behind(cls, imitation: LiveImitation) -> "ImitatingUser":
        """Who stands behind a live session."""
        user = imitation.user
        return cls(
            id=strawberry.ID(user.id),
            username=user.username,
            first_name=user.first_name,
            last_name=user.last_name,
        )

    @classmethod
    def of(cls, imitation: "models.Imitation") -> "ImitatingUser":
        """As the record of an imitation has him."""
        return cls(
            id=strawberry.ID(imitation.user_id),
            username=imitation.user_username,
            first_name=imitation.user_first_name,
            last_name=imitation.user_last_name,
        )
