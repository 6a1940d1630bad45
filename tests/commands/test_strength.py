"""The estimated strength of secrets: random ones pass, repetitions, rows and words do not."""

import secrets
import string

import pytest

from server.examination.secret_settings import DOUBTFUL, GUESSED
from server.examination.strength import bits_of

RANDOM = {
    "hex": lambda: secrets.token_hex(32),
    "short hex": lambda: secrets.token_hex(16),
    "base64": lambda: secrets.token_urlsafe(32),
    "letters and digits": lambda: "".join(
        secrets.choice(string.ascii_letters + string.digits) for _ in range(40)
    ),
}


@pytest.mark.parametrize("kind", RANDOM)
def test_random_one_is_strong(kind: str) -> None:
    assert min(bits_of(RANDOM[kind]()) for _ in range(100)) >= GUESSED
    assert sorted(bits_of(RANDOM[kind]()) for _ in range(100))[50] >= DOUBTFUL


@pytest.mark.parametrize(
    ("secret", "bits"),
    [
        ("a" * 32, 0),
        ("ab" * 20, 2),
        ("abababababababababababababababa", 2),
        ("geheim" * 6, 12),
        ("0123456789abcdef" * 2, 16),
        ("abcdefghijklmnopqrstuvwxyz0123456789", 16),
        ("987654321zyxwvutsrqponmlkjihgfedcba", 16),
        ("QwertyuiopAsdfghjklZxcvbnm1111222", 32),
        ("Tr0ub4dor&3Tr0ub4dor&3Tr0ub4dor&3", 30),
    ],
)
def test_repetitions_and_rows_are_guessed(secret: str, bits: int) -> None:
    assert round(bits_of(secret)) == bits
    assert bits < GUESSED


@pytest.mark.parametrize(
    "secret",
    [
        "correct-horse-battery-staple-please",
        "correcthorsebatterystaplecorrecthorse",
        "password1password2password3password",
        "this is the secret of our little shop",
    ],
)
def test_words_are_doubtful(secret: str) -> None:
    assert GUESSED <= bits_of(secret) < DOUBTFUL
