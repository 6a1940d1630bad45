"""What a provider publishes is asked for once, however many wait, and also where it fails."""

import asyncio
from collections.abc import Sequence

import pytest
from joserfc.jwk import Key

from auth.sign_in.oidc.refusals import Cause, SignInRefused
from server.oidc.fetching import Fetcher
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
