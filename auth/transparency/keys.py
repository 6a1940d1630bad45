"""Ed25519 keys of signed notes: names, ids, and the texts of keys (C2SP signed-note)."""

import hashlib
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from auth.transparency.parsing import Malformed, base64_of, bytes_of

ID_LENGTH: Final = 4  # bytes
_KEY_LENGTH: Final = 32  # bytes
_ED25519: Final = b"\x01"  # the type of signature
_PARTS: Final = 3
_PRIVATE: Final = "PRIVATE+KEY+"  # as in Go's package note, which C2SP's tools read


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key and its name, which is the origin of the log that it signs for."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        check_key_name(self.name)

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64_of(_ED25519 + self.public)}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """The key that `str` has written; raises Malformed."""
        parts = text.split("+", _PARTS - 1)  # the base64 may contain more of them
        if len(parts) != _PARTS:
            raise Malformed("A verifier key has three parts with a + between them.")
        name, key_id, encoded = parts
        material = bytes_of(encoded, len(_ED25519) + _KEY_LENGTH)
        key = cls(name, material.removeprefix(_ED25519))
        if str(key) != text:
            raise Malformed(f"{key_id!r} is not the id of this Ed25519 key.")
        return key

    @property
    def key_id(self) -> bytes:
        """What tells keys of one name apart."""
        named = self.name.encode() + b"\n" + _ED25519 + self.public
        return hashlib.sha256(named).digest()[:ID_LENGTH]

    def is_signed(self, text: bytes, signature: bytes) -> bool:
        """Whether the owner of the key signed the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with the name under which it signs."""

    name: str
    private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def generate(cls, name: str) -> "SigningKey":
        """A new random key."""
        check_key_name(name)
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """The key that `secret_text` has written; raises Malformed, which never quotes it."""
        name, _, encoded = text.removeprefix(_PRIVATE).partition("+")
        material = bytes_of(encoded.partition("+")[2], len(_ED25519) + _KEY_LENGTH)
        check_key_name(name)
        private = Ed25519PrivateKey.from_private_bytes(
            material.removeprefix(_ED25519)[-_KEY_LENGTH:]
        )
        key = cls(name, private)
        if key.secret_text() != text:
            raise Malformed("This is no private key of Ed25519 with its name and id.")
        return key

    def secret_text(self) -> str:
        """The line that a key file keeps."""
        material = _ED25519 + self.private.private_bytes_raw()
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{base64_of(material)}"

    @property
    def verifier(self) -> VerifierKey:
        """The public half, which is published."""
        return VerifierKey(self.name, self.private.public_key().public_bytes_raw())

    def sign(self, text: bytes) -> bytes:
        """The signature of a text (RFC 8032)."""
        return self.private.sign(text)


def check_key_name(name: str) -> None:
    """Refuse a name that no key may have, with Malformed."""
    forbidden = any(sign.isspace() or sign == "+" or not sign.isprintable() for sign in name)
    if not name or forbidden:
        raise Malformed(f"No key has this name: {name[:40]!r}.")
