"""The second factors of the signed-in user."""

from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

if TYPE_CHECKING:
    from resolvers.admin.users.factors.own import OwnFactors
    from resolvers.admin.users.factors.totp import ProposedSecret


@strawberry.type(
    description="The second factors of a user, without which their password signs them in no more."
)
class Factors:
    totp_confirmed_at: datetime | None = strawberry.field(
        description="The time from which codes of an authenticator app are asked for. Null without "
        "an app."
    )
    recovery_codes_left: int = strawberry.field(
        description="How many recovery codes were not used."
    )

    @classmethod
    def of(cls, found: "OwnFactors") -> "Factors":
        return cls(
            totp_confirmed_at=found.totp_confirmed_at,
            recovery_codes_left=found.recovery_codes_left,
        )


@strawberry.type(
    description="The secret of an authenticator app (RFC 6238). It is in this answer only."
)
class TotpSecret:
    secret: str = strawberry.field(description="The secret in base32, to be typed into an app.")
    uri: str = strawberry.field(
        description="The same as an address `otpauth://`, to be shown as a QR code. Draw the code "
        "on the device: a service that draws it learns the secret."
    )

    @classmethod
    def of(cls, proposed: "ProposedSecret") -> "TotpSecret":
        return cls(secret=proposed.secret, uri=proposed.uri)
