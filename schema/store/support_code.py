"""The support code of a customer."""

from datetime import datetime

import strawberry

from resolvers.store.support_code import CodeState, NewCode


@strawberry.type(
    description="Six digits with which a user may generate one token to log in as the customer."
)
class SupportCode:
    code: str = strawberry.field(
        description="The digits, which the customer tells a user on the phone. No other answer "
        "holds them."
    )
    expires_at: datetime = strawberry.field(
        description="The time at which the code is over, used or not."
    )

    @classmethod
    def of(cls, new: NewCode) -> "SupportCode":
        return cls(code=new.code, expires_at=new.expires_at)


@strawberry.type(description="What a customer may know about their support code.")
class SupportCodeState:
    expires_at: datetime | None = strawberry.field(
        description="The time at which the present code is over. Null if there is none, or if it "
        "was used or guessed wrong too often."
    )
    asked_by_name: str | None = strawberry.field(
        description="The user who asked last for a code in the last 24 hours: their first and last "
        "name, or a role or an alias, as the shop has it. Null if nobody did."
    )
    asked_at: datetime | None = strawberry.field(
        description="The time at which that user asked. Null if nobody did."
    )

    @classmethod
    def of(cls, state: CodeState) -> "SupportCodeState":
        return cls(
            expires_at=state.expires_at,
            asked_by_name=state.asked_by_name,
            asked_at=state.asked_at,
        )
