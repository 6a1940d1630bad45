"""Passkeys (WebAuthn Level 3): what a device is asked for, and what it must answer.

The device verifies the user by a PIN or biometry, so a passkey is both factors at once. Challenges
are random, count once and for five minutes; the database keeps their SHA-256.

webauthn takes 6 MB and a seventh of the start of a server, so the first passkey loads it: callers
use `load` in a thread before the functions that name it.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Final, NamedTuple

LIFETIME: Final = timedelta(minutes=5)
MOST: Final = 10  # of a user
LONGEST: Final = 16_384  # characters of an answer; some attestations have certificates
LONGEST_ID: Final = 1023  # bytes, as the standard says
_TIMEOUT: Final = int(LIFETIME.total_seconds() * 1000)


class Purpose(StrEnum):
    """What a challenge is for; none serves the other one."""

    REGISTER = "REGISTER"
    SIGN_IN = "SIGN_IN"


class Site(NamedTuple):
    """For which host devices keep passkeys, and on which pages they may be used."""

    host: str  # the RP ID; passkeys are lost when it changes
    origins: tuple[str, ...]


class NotVerified(Exception):
    """The device's answer is malformed, for another site, or not signed as it must be."""


class Answer(NamedTuple):
    """A device's answer, of which nothing is believed yet."""

    text: str
    credential_id: bytes
    challenge: bytes
    user_handle: bytes | None


class NewPasskey(NamedTuple):
    """What is stored of a passkey; nothing of it is secret."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def new_challenge() -> bytes:
    """256 random bits."""
    return secrets.token_bytes(32)


def hash_of(challenge: bytes) -> bytes:
    """What is stored of a challenge."""
    return hashlib.sha256(challenge).digest()


@cache
def load() -> None:
    """Load webauthn."""
    import webauthn  # noqa: F401, PLC0415 - see above


def is_loaded() -> bool:
    """Whether it was loaded."""
    return load.cache_info().currsize > 0


def registration(
    site: Site, challenge: bytes, *, user_id: str, username: str, existing: Sequence[bytes]
) -> str:
    """The JSON of what `navigator.credentials.create` takes."""
    import webauthn  # noqa: PLC0415 - see above
    from webauthn.helpers import structs  # noqa: PLC0415 - see above

    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=f"imitate ({site.host})",
        user_id=bytes.fromhex(user_id),
        user_name=username,
        challenge=challenge,
        timeout=_TIMEOUT,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=each) for each in existing],
    )
    return webauthn.options_to_json(options)


def sign_in(site: Site, challenge: bytes) -> str:
    """The JSON of what `navigator.credentials.get` takes; the device offers its passkeys."""
    import webauthn  # noqa: PLC0415 - see above
    from webauthn.helpers import structs  # noqa: PLC0415 - see above

    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        timeout=_TIMEOUT,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def read(text: str) -> Answer:
    """The answer of a device; raises NotVerified."""
    if len(text) > LONGEST:
        raise NotVerified
    from webauthn import helpers  # noqa: PLC0415 - see above

    try:
        sent: dict[str, Any] = json.loads(text)
        response = sent["response"]
        client = helpers.parse_client_data_json(
            helpers.base64url_to_bytes(response["clientDataJSON"])
        )
        handle = response.get("userHandle")
        credential_id = helpers.base64url_to_bytes(sent["rawId"])
        user_handle = None if handle is None else helpers.base64url_to_bytes(handle)
    except Exception as malformed:
        raise NotVerified from malformed
    if not 0 < len(credential_id) <= LONGEST_ID:
        raise NotVerified
    return Answer(text, credential_id, client.challenge, user_handle)


def verify_registration(site: Site, answer: Answer) -> NewPasskey:
    """The passkey that a device has made; raises NotVerified."""
    import webauthn  # noqa: PLC0415 - see above

    try:
        made = webauthn.verify_registration_response(
            credential=answer.text,
            expected_challenge=answer.challenge,
            expected_rp_id=site.host,
            expected_origin=list(site.origins),
            require_user_verification=True,
        )
    except Exception as refused:
        raise NotVerified from refused
    if made.credential_id != answer.credential_id:
        raise NotVerified
    return NewPasskey(made.credential_id, made.credential_public_key, made.sign_count)


def verify_sign_in(
    site: Site, answer: Answer, *, user_id: str, public_key: bytes, sign_count: int
) -> int:
    """The new sign count; raises NotVerified, also for another user's passkey or a copied one."""
    if answer.user_handle is not None and answer.user_handle != bytes.fromhex(user_id):
        raise NotVerified
    import webauthn  # noqa: PLC0415 - see above

    try:
        verified = webauthn.verify_authentication_response(
            credential=answer.text,
            expected_challenge=answer.challenge,
            expected_rp_id=site.host,
            expected_origin=list(site.origins),
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except Exception as refused:
        raise NotVerified from refused
    return verified.new_sign_count
