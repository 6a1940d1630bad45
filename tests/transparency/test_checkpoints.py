"""Checkpoints: the log's own key signs a size and a root."""

import base64

import pytest

from auth.transparency.checkpoints import (
    Checkpoint,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
)
from auth.transparency.hashing import EMPTY_ROOT
from auth.transparency.keys import SigningKey
from auth.transparency.notes import NotSigned, sign_note
from auth.transparency.parsing import Malformed
from tests.transparency.keys import KEY, NEXT, ORIGIN, OTHER_LOG, WITNESS

ROOT = bytes(range(32))
ENCODED = base64.b64encode(ROOT).decode()
CHECKPOINT = Checkpoint(ORIGIN, 20_852_163, ROOT)


def test_three_lines_are_signed() -> None:
    assert CHECKPOINT.text == f"{ORIGIN}\n20852163\n{ENCODED}\n"
    assert open_checkpoint(sign_checkpoint(CHECKPOINT, [KEY]), [KEY.verifier]) == CHECKPOINT


def test_old_and_new_key_verify_a_rotation() -> None:
    note = sign_checkpoint(CHECKPOINT, [NEXT, KEY])

    assert open_checkpoint(note, [KEY.verifier]) == CHECKPOINT
    assert open_checkpoint(note, [NEXT.verifier]) == CHECKPOINT


@pytest.mark.parametrize("signer", [OTHER_LOG, WITNESS])
def test_known_key_of_another_log_does_not_count(signer: SigningKey) -> None:
    note = sign_checkpoint(CHECKPOINT, [signer])

    with pytest.raises(NotSigned, match=f"No known key of {ORIGIN}"):
        open_checkpoint(note, [KEY.verifier, signer.verifier])


def test_extension_lines_are_allowed() -> None:
    note = sign_note(f"{CHECKPOINT.text}anything\n", [KEY])

    assert open_checkpoint(note, [KEY.verifier]) == CHECKPOINT


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", f"{ORIGIN}\n7\n", f"{ORIGIN}\n7\n{ENCODED}", f"\n7\n{ENCODED}\n",
        f"{ORIGIN}\n\n{ENCODED}\n", f"{ORIGIN}\n07\n{ENCODED}\n", f"{ORIGIN}\n+7\n{ENCODED}\n",
        f"{ORIGIN}\n-7\n{ENCODED}\n",
        f"{ORIGIN}\n7 \n{ENCODED}\n", f"{ORIGIN}\n\u0667\n{ENCODED}\n",
        f"{ORIGIN}\n0x7\n{ENCODED}\n", f"{ORIGIN}\n{10**20}\n{ENCODED}\n", f"{ORIGIN}\n7\nAAAA\n",
        f"{ORIGIN}\n7\n{ENCODED[:-1]}\n", f"{ORIGIN}\n7\n{ENCODED}=\n", f"{ORIGIN}\n0\n{ENCODED}\n",
        f"{ORIGIN}\n7\n{ENCODED}\n\n", f"{ORIGIN}\n7\n{ENCODED}\n\nmore\n",
    ],
)  # fmt: skip
def test_malformed_text_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse_checkpoint(text)


def test_empty_tree_has_a_checkpoint() -> None:
    assert parse_checkpoint(Checkpoint(ORIGIN, 0, EMPTY_ROOT).text).size == 0
