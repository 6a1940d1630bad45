"""The certificate of a receiver must be of its name, and of an authority that is trusted."""

import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from auth.webhooks.addresses import AddressRules
from server.outgoing.post import Poster
from tests.webhooks.receiver import Receiver, receiving

RULES = AddressRules(https_only=True, networks=(ip_network("127.0.0.1/32"),))


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of crm.example, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "crm.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("crm.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    file = tmp_path / "receiver.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + made.public_bytes(Encoding.PEM))
    return file


async def asked(certificate: Path, host: str, *, trusted: bool = True) -> tuple[int | None, int]:
    """The status, and how many requests came."""
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(certificate)

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    tls = ssl.create_default_context(cafile=certificate) if trusted else None
    receiver = Receiver(scheme="https", host=host)
    async with receiving(receiver, serving):
        poster = Poster(RULES, resolve=resolve, tls=tls)
        status = await poster.post(receiver.url, {"webhook-id": "event_1"}, b"{}")
    return status, len(receiver.got)


async def test_its_own_name_is_asked_for(certificate: Path) -> None:
    assert await asked(certificate, "crm.example") == (204, 1)


@pytest.mark.parametrize("host", ["other.example", "127.0.0.1"])
async def test_another_name_gets_nothing(certificate: Path, host: str) -> None:
    assert await asked(certificate, host) == (None, 0)


async def test_an_unknown_authority_gets_nothing(certificate: Path) -> None:
    assert await asked(certificate, "crm.example", trusted=False) == (None, 0)
