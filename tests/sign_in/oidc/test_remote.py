"""What a provider publishes is asked for once, however many wait, and also where it fails."""

import asyncio
import socket
import threading
from collections.abc import Sequence
from typing import Any

import pytest
from joserfc.jwk import Key

from auth.sign_in.oidc.refusals import Cause, SignInRefused
from server.oidc.fetching import Fetcher, NotAnswered
from server.oidc.remote import Remote
from tests.sign_in.oidc.provider import Provider, new_key

METADATA = "/.well-known/openid-configuration"


@pytest.fixture
def remote(corp: Provider) -> Remote:
    return Remote(corp.settings().provider, Fetcher(), clock=lambda: 0.0)


async def test_all_who_wait_get_the_failure_of_one_question(remote: Remote, corp: Provider) -> None:
    corp.answers[METADATA] = (503, {})

    found = await asyncio.gather(*(remote.metadata() for _ in range(5)), return_exceptions=True)

    causes = [one.cause for one in found if isinstance(one, SignInRefused)]
    assert causes == [Cause.PROVIDER_UNREACHABLE] * 5
    assert corp.asked == [METADATA]


async def test_all_who_meet_a_new_key_get_it(remote: Remote, corp: Provider) -> None:
    def verify(keys: Sequence[Key]) -> str:
        if [key.kid for key in keys] != [corp.key.kid]:
            raise SignInRefused(Cause.KEY_UNKNOWN)
        return str(corp.key.kid)

    assert await remote.verified(verify) == "one"
    corp.key = new_key("two")

    assert await asyncio.gather(*(remote.verified(verify) for _ in range(3))) == ["two"] * 3

    assert corp.asked == [METADATA, "/keys", "/keys"]


async def test_names_that_are_not_answered_hold_up_nothing_else(
    corp: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The threads of the event loop, of which there are few, also find the database."""
    over, found, by = threading.Event(), socket.getaddrinfo, set[str]()

    def ask(host: str, *arguments: Any, **options: Any) -> Any:
        if host == "silent.example":
            by.add(threading.current_thread().name.partition("_")[0])
            over.wait(60)
        return found("127.0.0.1", *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", ask)
    silent, fetcher = f"http://silent.example:{corp.port}{METADATA}", Fetcher(within=0.2)
    await fetcher.get(corp.issuer + METADATA)  # reads the certificates
    try:
        waiting = [fetcher.get(silent) for _ in range(40)]
        given_up = await asyncio.gather(*waiting, return_exceptions=True)

        assert [type(one) for one in given_up] == [NotAnswered] * 40
        assert await asyncio.wait_for(asyncio.to_thread(int), 10) == 0
        assert by == {"names"}
    finally:
        over.set()
