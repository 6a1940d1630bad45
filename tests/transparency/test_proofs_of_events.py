"""Proofs of events: what a customer or an auditor verifies without the server."""

import base64
import json
from dataclasses import dataclass, replace
from typing import Any

import pytest

from auth.transparency.leaves import Opening, leaf_of
from auth.transparency.notes import NotSigned
from auth.transparency.parsing import Malformed
from auth.transparency.proofs import NotProven, parse_proof, verify_proof
from tests.transparency.keys import KEY, NEXT, ORIGIN
from tests.transparency.logs import SIZE, Log
from tests.transparency.trees import flipped

LOG = Log()
PROOF = LOG.proof(400)
TEXT = PROOF.text
KEYS = [KEY.verifier]
EXTRA, HASH = TEXT.split("\n")[1], TEXT.split("\n")[3]


@pytest.mark.parametrize("index", [0, 1, 255, 256, 511, SIZE - 1])
def test_proof_shows_the_event_and_its_values(index: int) -> None:
    proven = verify_proof(LOG.proof(index).text, KEYS)

    assert proven.values == {"username": f"Zoë {index}"}
    assert (proven.members["id"], proven.index) == (index, index)
    assert (proven.checkpoint.origin, proven.checkpoint.size) == (ORIGIN, SIZE)


def test_only_event_of_a_log_has_no_hashes() -> None:
    assert verify_proof(Log(1).proof(0).text, KEYS).values == {"username": "Zoë 0"}


def test_form_is_the_one_of_the_specification() -> None:
    first, extra, index, *path = TEXT.partition("\n\n")[0].split("\n")

    assert (first, index, len(path)) == ("c2sp.org/tlog-proof@v1", "index 400", 10)
    opening = LOG.openings[400]
    assert json.loads(base64.b64decode(extra.removeprefix("extra "))) == {
        "leaf": LOG.leaves[400].decode(),
        "opened": {"username": [opening.salt.hex(), opening.value]},
    }
    assert TEXT.partition("\n\n")[2] == LOG.checkpoint()
    assert parse_proof(TEXT) == PROOF


def test_other_spelling_of_the_extra_data_is_refused() -> None:
    opened = {name: [one.salt.hex(), one.value] for name, one in PROOF.opened.items()}
    spaced = json.dumps({"leaf": PROOF.leaf.decode(), "opened": opened}, ensure_ascii=False)
    encoded = base64.b64encode(spaced.encode()).decode()

    with pytest.raises(Malformed, match="compact JSON"):
        verify_proof(TEXT.replace(EXTRA, f"extra {encoded}"), KEYS)


def test_values_may_stay_hidden() -> None:
    assert verify_proof(replace(PROOF, opened={}).text, KEYS).values == {}


def test_one_flipped_bit_proves_nothing() -> None:
    content = TEXT.encode()
    for bit in range(len(content) * 8):
        try:
            text = flipped(content, bit).decode()
        except UnicodeDecodeError:
            continue
        with pytest.raises((Malformed, NotProven, NotSigned)):
            verify_proof(text, KEYS)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"opened": {"username": Opening(b"s" * 16, "Zoë 400")}}, "commits to other values"),
        ({"opened": {"username": LOG.openings[401]}}, "commits to other values"),
        ({"opened": {"detail": LOG.openings[400]}}, "commits to other values"),
        ({"leaf": LOG.leaves[401], "opened": {}}, "another leaf at this index"),
        ({"leaf": leaf_of({"id": 400}, {}), "opened": {}}, "another leaf at this index"),
        ({"index": 401}, "another leaf at this index"),
        ({"index": SIZE}, "another leaf at this index"),
        ({"path": PROOF.path[:-1]}, "another leaf at this index"),
        ({"path": []}, "another leaf at this index"),
        ({"checkpoint": LOG.checkpoint(699)}, "another leaf at this index"),
    ],
)
def test_other_parts_prove_nothing(changed: dict[str, Any], why: str) -> None:
    with pytest.raises(NotProven, match=why):
        verify_proof(replace(PROOF, **changed).text, KEYS)


def test_unknown_key_proves_nothing() -> None:
    with pytest.raises(NotSigned):
        verify_proof(TEXT, [NEXT.verifier])


@dataclass(frozen=True)
class Changed:
    """A part of the text, and what stands there instead."""

    part: str
    by: str


@pytest.mark.parametrize(
    "change",
    [
        Changed("@v1", "@v2"), Changed("@v1\n", "@v1 \n"), Changed("c2sp", "C2SP"),
        Changed(f"{EXTRA}\n", ""), Changed(EXTRA, "extra "), Changed(EXTRA, "extra !"),
        Changed(EXTRA, "extra e30="), Changed(EXTRA, "extra W10="),
        Changed(EXTRA, "extra bnVsbA=="),
        Changed("index 400\n", ""), Changed("index 400", "index 0400"),
        Changed("index 400", "index -1"), Changed("index 400", "index"),
        Changed("index 400", "index  400"), Changed(HASH, "AAAA"),
        Changed(HASH, HASH + "="), Changed(HASH, " " + HASH),
        Changed(HASH, "\n".join([HASH] * 64)),
        Changed("\n\nshop", "\nshop"), Changed(TEXT, ""), Changed("\n", "\r\n"),
    ],
    ids=str,
)  # fmt: skip
def test_malformed_proof_is_refused(change: Changed) -> None:
    text = TEXT.replace(change.part, change.by, 1)

    with pytest.raises(Malformed):
        verify_proof(text, KEYS)


@pytest.mark.parametrize(
    "extra",
    [
        {"leaf": 7, "opened": {}}, {"leaf": "ü", "opened": {}}, {"leaf": "{}", "opened": []},
        {"leaf": "{}", "opened": {"a": "bc"}}, {"leaf": "{}", "opened": {"a": ["AA" * 16, "b"]}},
        {"leaf": "{}", "opened": {"a": ["aa" * 15, "b"]}},
        {"leaf": "{}", "opened": {"a": [1, "b"]}},
        {"leaf": "{}", "opened": {"a": ["aa" * 16, 7]}},
        {"leaf": "{}", "opened": {"a": ["aa" * 16]}},
        {"leaf": "{}", "opened": {"a": ["aa" * 16, "\ud800"]}}, {"leaf": "no JSON", "opened": {}},
    ],
    ids=str,
)  # fmt: skip
def test_malformed_extra_data_is_refused(extra: dict[str, object]) -> None:
    encoded = base64.b64encode(json.dumps(extra).encode()).decode()

    with pytest.raises(Malformed):
        verify_proof(TEXT.replace(EXTRA, f"extra {encoded}"), KEYS)
