"""Sessions of users as people look at them: without their tokens."""

from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

if TYPE_CHECKING:
    from resolvers.admin.users.sessions import ShownSession


@strawberry.type(
    description="A session of a user: a sign-in on one device. Its token is not shown."
)
class UserSessionInfo:
    id: strawberry.ID = strawberry.field(
        description="The id of the session: 32 lower-case hex characters. It gives no access."
    )
    created_at: datetime = strawberry.field(description="The time of the sign-in.")
    last_used_at: datetime = strawberry.field(
        description="The time of the last request, noted at most once a minute."
    )
    expires_at: datetime = strawberry.field(
        description="The time at which the session ends at the latest."
    )
    remote_address: str | None = strawberry.field(
        description="The IP address from which the user signed in. Null if it is not known."
    )
    user_agent: str | None = strawberry.field(
        description="The header `User-Agent` of the sign-in, at most 255 characters of it. Null if "
        "it is not known."
    )
    current: bool = strawberry.field(description="True for the session of this request.")
    live: bool = strawberry.field(description="False once the session has ended or run out.")
    new_browser: bool = strawberry.field(
        description="True if none of the user's sign-ins of about a week before came from this "
        "network with this browser, unless there was none."
    )

    @classmethod
    def of(cls, shown: "ShownSession") -> "UserSessionInfo":
        row = shown.row
        return cls(
            id=strawberry.ID(row.id),
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            expires_at=row.expires_at,
            remote_address=row.remote_address,
            user_agent=row.user_agent,
            current=shown.current,
            live=shown.live,
            new_browser=bool(row.new_browser),
        )
