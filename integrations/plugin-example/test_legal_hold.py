"""The plug-in by itself: it needs nothing of imitate."""

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest
from legal_hold import veto


def asked(customer_number: str) -> str | None:
    return asyncio.run(veto(SimpleNamespace(customer_number=customer_number)))


def test_customers_on_hold_are_vetoed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "held"
    file.write_text("10001\n10003\n")
    monkeypatch.setenv("LEGAL_HOLD_FILE", str(file))

    assert asked("10001") == "Legal hold: ask the lawyers first."
    assert asked("1000") is None


def test_a_missing_file_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGAL_HOLD_FILE", "/nowhere")

    with pytest.raises(FileNotFoundError):
        asked("10001")
