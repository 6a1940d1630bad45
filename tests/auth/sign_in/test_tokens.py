"""The form of a token, and the hash that is stored."""

import base64
import hashlib
import secrets

import pytest

from auth.sign_in import tokens
from auth.sign_in.tokens import TokenKind

PREFIXES = {
    TokenKind.USER_SESSION: "imu_",
    TokenKind.REFRESH: "imr_",
    TokenKind.CONTEXT: "imc_",
    TokenKind.IMITATION: "imi_",
    TokenKind.OIDC_STATE: "ims_",
    TokenKind.OIDC_BROWSER: "imb_",
    TokenKind.INTEGRATION_KEY: "imk_",
    TokenKind.INTEGRATION: "imm_",
}


@pytest.mark.parametrize("kind", TokenKind)
def test_begins_with_the_prefix_of_its_kind(kind: TokenKind) -> None:
    assert tokens.new(kind).token.startswith(PREFIXES[kind])


@pytest.mark.parametrize("kind", TokenKind)
def test_holds_256_random_bits(kind: TokenKind) -> None:
    token = tokens.new(kind).token

    assert len(base64.urlsafe_b64decode(token[4:] + "=")) == 32
    assert len(token) == tokens.LENGTH == 47


def test_all_bits_come_from_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int | None] = []
    real = secrets.token_bytes

    def counting(size: int | None = None) -> bytes:
        asked.append(size)
        return real(size)

    monkeypatch.setattr(secrets, "token_bytes", counting)
    tokens.new(TokenKind.IMITATION)

    assert asked == [32]


def test_no_two_are_alike() -> None:
    made = {tokens.new(TokenKind.CONTEXT).token for _ in range(1000)}

    assert len(made) == 1000


def test_sha_256_is_kept() -> None:
    token, token_hash = tokens.new(TokenKind.IMITATION)

    assert token_hash == hashlib.sha256(token.encode()).digest()
    assert tokens.hash_of(TokenKind.IMITATION, token) == token_hash


@pytest.mark.parametrize("kind", TokenKind)
def test_one_kind_never_passes_for_another(kind: TokenKind) -> None:
    token = tokens.new(kind).token

    accepted = [other for other in TokenKind if tokens.hash_of(other, token) is not None]
    assert accepted == [kind]


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "",
        "imi_",
        "imi_" + "a" * 42,
        "imi_" + "a" * 44,
        "imi_" + "ä" * 43,
        " imi_" + "a" * 42,
        "IMI_" + "a" * 43,
        "x" * 5000,
    ],
)
def test_what_we_never_made_has_no_hash(sent: str | None) -> None:
    assert tokens.hash_of(TokenKind.IMITATION, sent) is None
