"""The user behind an imitation, as its record names them."""

from typing import TYPE_CHECKING

import strawberry

if TYPE_CHECKING:
    from db import models
    from db.statements.shop.stored_context import StoredUser


@strawberry.type(
    description="A user who imitates, or imitated, a customer, or who asked for it or decided it. "
    "The names are those that they had when the one-time token was generated, or the request was "
    "made or decided; they stay when the user is renamed or deleted, and are empty once they were "
    "erased. Where customers are told no names, their carts and orders have an alias instead, also "
    "as the id."
)
class ImitatingUser:
    id: strawberry.ID = strawberry.field(
        description="The id of the user: 32 lower-case hex characters."
    )
    username: str = strawberry.field(description="The name with which the user signs in.")
    first_name: str = strawberry.field(description="The user's first name.")
    last_name: str = strawberry.field(description="The user's last name.")

    @classmethod
    def stored(cls, user: "StoredUser") -> "ImitatingUser":
        """The user of a live session, or of a line of its cart."""
        return cls(
            id=strawberry.ID(user.id),
            username=user.username,
            first_name=user.first_name,
            last_name=user.last_name,
        )

    @classmethod
    def deciding(cls, request: "models.ImitationRequest") -> "ImitatingUser":
        """The user who decided a request."""
        return cls(
            id=strawberry.ID(request.decider_id or ""),
            username=request.decider_username or "",
            first_name=request.decider_first_name or "",
            last_name=request.decider_last_name or "",
        )

    @classmethod
    def of(cls, imitation: "models.Imitation | models.ImitationRequest") -> "ImitatingUser":
        """The user whom the record of an imitation or of a request names."""
        return cls(
            id=strawberry.ID(imitation.user_id),
            username=imitation.user_username,
            first_name=imitation.user_first_name,
            last_name=imitation.user_last_name,
        )
