"""A device that keeps passkeys as browsers and phones do (WebAuthn Level 3), with ES256."""

import hashlib
import json
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from tests.support.clients import Answer, Client

ORIGIN = "http://localhost:8000"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "==")


@dataclass
class Device:
    """One key; what tests change is what a browser or an attacker would."""

    origin: str = ORIGIN
    host: str = "localhost"
    flags: int = PRESENT | VERIFIED
    count: int = 1
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    user_handle: bytes = b""

    def create(self, options: str) -> str:
        """The answer to `navigator.credentials.create`."""
        wanted = json.loads(options)
        self.user_handle = decoded(wanted["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        length = struct.pack(">H", len(self.credential_id))
        data = self._data(ATTESTED) + bytes(16) + length + self.credential_id + key
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", wanted["challenge"])
        return self._answer(clientDataJSON=client, attestationObject=attested)

    def get(self, options: str) -> str:
        """The answer to `navigator.credentials.get`."""
        self.count += 1
        client = self._client("webauthn.get", json.loads(options)["challenge"])
        data = self._data()
        signed = data + hashlib.sha256(client).digest()
        signature = self.key.sign(signed, ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=client,
            authenticatorData=data,
            signature=signature,
            userHandle=self.user_handle,
        )

    def _data(self, flags: int = 0) -> bytes:
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([self.flags | flags]) + struct.pack(">I", self.count)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, **response: bytes) -> str:
        id_ = encoded(self.credential_id)
        answer: dict[str, Any] = {"id": id_, "rawId": id_, "type": "public-key"}
        answer["response"] = {name: encoded(value) for name, value in response.items() if value}
        return json.dumps(answer)


async def register(agent: Client, device: Device, name: str = "Phone") -> Answer:
    options = (await agent.run("admin/begin-passkey-registration")).data
    credential = device.create(options)
    return await agent.run("admin/finish-passkey-registration", credential=credential, name=name)


async def passkey_login(client: Client, device: Device) -> Answer:
    options = (await client.run("admin/begin-passkey-login")).data
    return await client.run("admin/finish-passkey-login", credential=device.get(options))
