"""The second factors of the signed-in user."""

from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

if TYPE_CHECKING:
    from db import models
    from resolvers.admin.users.factors.own import OwnFactors
    from resolvers.admin.users.factors.totp import ProposedSecret


@strawberry.type(
    description="A passkey (WebAuthn). The device verifies its user, so it signs in without a "
    "password."
)
class Passkey:
    id: strawberry.ID = strawberry.field(description="The id of the passkey.")
    name: str = strawberry.field(description="The name that the user gave it.")
    created_at: datetime = strawberry.field(description="The time at which it was registered.")
    last_used_at: datetime | None = strawberry.field(
        description="The time of the last sign-in with it. Null before the first one."
    )

    @classmethod
    def of(cls, row: "models.Passkey") -> "Passkey":
        return cls(
            id=strawberry.ID(row.id),
            name=row.name,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
        )


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

    passkeys: list[Passkey] = strawberry.field(
        description="The passkeys of the user, oldest first, at most ten."
    )

    @classmethod
    def of(cls, found: "OwnFactors") -> "Factors":
        return cls(
            passkeys=[Passkey.of(row) for row in found.passkeys],
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
