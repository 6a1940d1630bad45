"""Passkeys (WebAuthn Level 3): what a device is asked for, and what it must answer.

The device verifies the user by a PIN or biometry, so a passkey is both factors at once. Challenges
are random, count once and for five minutes; the database keeps their SHA-256.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_client_data_json
from webauthn.helpers.base64url_to_bytes import base64url_to_bytes
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

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


def registration(
    site: Site, challenge: bytes, *, user_id: str, username: str, existing: Sequence[bytes]
) -> str:
    """The JSON of what `navigator.credentials.create` takes."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=f"imitate ({site.host})",
        user_id=bytes.fromhex(user_id),
        user_name=username,
        challenge=challenge,
        timeout=_TIMEOUT,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in existing],
    )
    return options_to_json(options)


def sign_in(site: Site, challenge: bytes) -> str:
    """The JSON of what `navigator.credentials.get` takes; the device offers its passkeys."""
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        timeout=_TIMEOUT,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def read(text: str) -> Answer:
    """The answer of a device; raises NotVerified."""
    if len(text) > LONGEST:
        raise NotVerified
    try:
        sent: dict[str, Any] = json.loads(text)
        response = sent["response"]
        client = parse_client_data_json(base64url_to_bytes(response["clientDataJSON"]))
        handle = response.get("userHandle")
        credential_id = base64url_to_bytes(sent["rawId"])
        user_handle = None if handle is None else base64url_to_bytes(handle)
    except Exception as malformed:
        raise NotVerified from malformed
    if not 0 < len(credential_id) <= LONGEST_ID:
        raise NotVerified
    return Answer(text, credential_id, client.challenge, user_handle)


def verify_registration(site: Site, answer: Answer) -> NewPasskey:
    """The passkey that a device has made; raises NotVerified."""
    try:
        made = verify_registration_response(
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
    try:
        verified = verify_authentication_response(
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
