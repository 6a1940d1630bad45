"""The operations of graphql/admin/ by which users sign in, and change their factors and password.

Factors are changed in the first minutes of a session, so these users have just signed in.
"""

from collections.abc import Mapping, Sequence
from functools import cache

import pyotp

from benchmarks.data.shop import username_of
from benchmarks.work.operation import Numbered, Operation, nothing
from db.demo.names import PASSWORD
from tests.sign_in.factors.device import Device

NEW_PASSWORD = "another-demo-password"  # noqa: S105 - of users who are made up


def operations(first: int) -> Sequence[Operation]:
    """They need as many users as there are repetitions, from the first on."""
    sign_in = Operation(
        "admin/user-login",
        lambda n: {"username": username_of(first + n), "password": PASSWORD},
        nothing,
    )

    def by_them(number: int) -> Mapping[str, str]:
        return {"authorization": f"Bearer {sign_in.made[number]['accessToken']}"}

    return [
        Operation("admin/sign-in-providers", nothing, nothing),
        sign_in,
        *_of_apps(by_them),
        *_of_passkeys(by_them),
        Operation("admin/remove-totp", nothing, by_them),
        Operation(
            "admin/change-own-password",
            lambda _: {"currentPassword": PASSWORD, "newPassword": NEW_PASSWORD},
            by_them,
        ),
    ]


def _of_apps(by_them: Numbered) -> Sequence[Operation]:
    start = Operation("admin/start-totp", nothing, by_them)
    return [
        start,
        Operation(
            "admin/confirm-totp",
            lambda n: {"code": pyotp.TOTP(start.made[n]["secret"]).now()},
            by_them,
        ),
        Operation("admin/make-recovery-codes", nothing, by_them),
    ]


def _of_passkeys(by_them: Numbered) -> Sequence[Operation]:
    device = cache(lambda _number: Device())  # each user has one
    register = Operation("admin/begin-passkey-registration", nothing, by_them)
    factors = Operation("admin/factors", nothing, by_them)
    sign_in = Operation("admin/begin-passkey-login", nothing, nothing)
    return [
        register,
        Operation(
            "admin/finish-passkey-registration",
            lambda n: {"credential": device(n).create(register.made[n]), "name": "Phone"},
            by_them,
        ),
        factors,
        sign_in,
        Operation(
            "admin/finish-passkey-login",
            lambda n: {"credential": device(n).get(sign_in.made[n])},
            nothing,
        ),
        Operation(
            "admin/remove-passkey", lambda n: {"id": factors.made[n]["passkeys"][0]["id"]}, by_them
        ),
    ]
