"""Plug-ins are asked at once and for a short time; one that does not answer has vetoed."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from structlog.testing import capture_logs

from auth.imitation.vetoes import Attempt, Veto
from server.plugins import asking
from server.plugins.asking import Asking
from tests.plugins.conftest import Plugin

ATTEMPT = Attempt(
    step="card",
    user_id="1" * 32,
    username="alice",
    customer_id="2" * 32,
    customer_number="10001",
    customer_external_id=None,
    customer_email="bob@example.com",
    sales_channel_id=None,
    access=None,
    reason=None,
    reason_category=None,
)
SOON, NEVER = 0.02, 60.0  # seconds


@dataclass
class Ticks:
    """A clock that only plug-ins move."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


async def nothing_against(attempt: Attempt) -> None:
    assert attempt == ATTEMPT


def asked(deadline: float = NEVER, **plugins: Plugin) -> Asking:
    return Asking(plugins, deadline=deadline)


async def test_none_is_no_veto_and_text_is_one() -> None:
    async def hold(_attempt: Attempt) -> str:
        return "Legal\nhold  \u202e since  May"

    ask = asked(first=hold, second=nothing_against, third=hold)

    assert await ask(ATTEMPT) == [
        Veto("first", "Legal hold since May"),
        Veto("third", "Legal hold since May"),
    ]


async def test_all_are_asked_at_once() -> None:
    both = asyncio.Barrier(2)

    async def meet(_attempt: Attempt) -> None:
        await both.wait()

    assert await asked(first=meet, second=meet)(ATTEMPT) == []


def raising(fault: BaseException) -> Plugin:
    async def plugin(_attempt: Attempt) -> None:
        raise fault

    return plugin


def answering(answer: object) -> Plugin:
    async def plugin(_attempt: Attempt) -> object:
        return answer

    return plugin


FAILING: Mapping[str, Plugin] = {
    "ValueError": raising(ValueError("the password of bob")),
    "SystemExit": raising(SystemExit(0)),
    "CancelledError": raising(asyncio.CancelledError()),
    "BaseExceptionGroup": raising(BaseExceptionGroup("", [GeneratorExit()])),
    "True": answering(True),  # noqa: FBT003 - what a plug-in answers
    "False": answering(False),  # noqa: FBT003 - as above
    "list": answering([]),
    "bytes": answering(b"no"),
}


@pytest.mark.parametrize("plugin", FAILING.values(), ids=FAILING)
async def test_whatever_else_it_does_is_a_veto(plugin: Plugin) -> None:
    with capture_logs() as lines:
        vetoes = await asked(crm=plugin)(ATTEMPT)

    assert vetoes == [Veto("crm", "The plug-in crm failed.")]
    (line,) = lines
    assert (line["event"], line["plugin"], line["log_level"]) == ("plugins.failed", "crm", "error")
    assert "password" not in str(line)


async def test_a_veto_without_words_is_one() -> None:
    for words in ("", " \n", "\u200b"):
        vetoes = await asked(crm=answering(words))(ATTEMPT)

        assert vetoes == [Veto("crm", "The plug-in crm gives no reason.")]


LATE = [Veto("crm", "The plug-in crm did not answer in time.")]


async def test_one_that_is_late_is_cancelled() -> None:
    over = asyncio.Event()

    async def late(_attempt: Attempt) -> None:
        try:
            await asyncio.sleep(NEVER)
        finally:
            over.set()

    with capture_logs() as lines:
        assert await asked(SOON, crm=late)(ATTEMPT) == LATE

    await over.wait()
    assert [(line["event"], line["milliseconds"]) for line in lines] == [("plugins.late", 20)]


async def test_one_that_does_not_let_itself_be_cancelled_is_left_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "MOST", 2)
    stop = asyncio.Event()

    async def deaf(_attempt: Attempt) -> None:
        while not stop.is_set():
            try:
                await stop.wait()
            except asyncio.CancelledError:
                continue

    ask = asked(SOON, crm=deaf)
    assert [await ask(ATTEMPT), await ask(ATTEMPT)] == [LATE, LATE]

    third = await ask(ATTEMPT)

    assert third == [Veto("crm", "The plug-in crm answers too many others.")]
    stop.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert await ask(ATTEMPT) == []


async def test_an_answer_after_the_deadline_does_not_count() -> None:
    ticks = Ticks()

    async def slow(_attempt: Attempt) -> None:
        ticks.now += 0.3  # as code that holds the loop: no timer can end it

    ask = Asking({"crm": slow}, deadline=0.2, ticks=ticks)

    assert await ask(ATTEMPT) == LATE


async def test_a_line_for_each_kind_of_failure_in_ten_seconds() -> None:
    ticks = Ticks()
    ask = Asking({"crm": answering(1), "tax": answering(2)}, deadline=NEVER, ticks=ticks)

    with capture_logs() as lines:
        for now in (0.0, 1.0, 9.9, 10.0):
            ticks.now = now
            await ask(ATTEMPT)

    assert [(line["plugin"], line["left_out_before"]) for line in lines] == [
        ("crm", 0),
        ("tax", 0),
        ("crm", 2),
        ("tax", 2),
    ]


async def test_watchdog_tells_who_holds_the_loop() -> None:
    with capture_logs() as lines:

        async def block(_attempt: Attempt) -> None:
            until = time.monotonic() + 10
            while not lines and time.monotonic() < until:
                time.sleep(0.01)  # noqa: ASYNC251 - what the watchdog is for

        assert await asked(SOON, crm=block)(ATTEMPT) == LATE

    blocked, free, late = (dict[str, Any](line) for line in lines)
    assert (blocked["event"], blocked["plugins"]) == ("plugins.loop_blocked", ["crm"])
    assert any(frame.endswith(" block") for frame in blocked["frames"])
    assert (free["event"], free["plugins"]) == ("plugins.loop_free", ["crm"])
    assert free["seconds"] >= 0.3
    assert late["event"] == "plugins.late"


async def test_a_client_that_goes_leaves_no_question_behind() -> None:
    begun, over = asyncio.Event(), asyncio.Event()

    async def wait(_attempt: Attempt) -> None:
        begun.set()
        try:
            await asyncio.sleep(NEVER)
        finally:
            over.set()

    request = asyncio.create_task(asked(crm=wait)(ATTEMPT))
    await begun.wait()

    request.cancel()

    await over.wait()
    assert request.cancelled()
