"""A provider as this process knows it: its metadata and keys, remembered for a while."""

import base64
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from urllib.parse import quote_plus, urlencode

from joserfc.jwk import Key

from auth.sign_in.oidc.provider import Provider
from auth.sign_in.oidc.refusals import Cause, SignInRefused
from auth.sign_in.oidc.signed_tokens import keys_of
from server.oidc.fetching import Answer, Fetcher, NotAnswered
from server.oidc.metadata import Metadata, metadata_of, url_of
from server.oidc.remembered import Remembered

# Between two questions for keys that a token's header asks for: strangers can send such tokens.
NEW_KEYS: Final = 30.0
OK: Final = 200
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the token endpoint answers; none of it is logged."""

    id_token: str | None = field(repr=False)
    access_token: str | None = field(repr=False)
    refresh_token: str | None = field(repr=False)


class Remote:
    """One provider. Whatever it does wrong raises SignInRefused."""

    def __init__(
        self,
        provider: Provider,
        fetcher: Fetcher,
        *,
        clock: Callable[[], float] = time.monotonic,
        new_keys: float = NEW_KEYS,
    ) -> None:
        """`clock` counts seconds; it measures how old is what is remembered."""
        self.provider = provider
        self._fetcher = fetcher
        self._metadata = Remembered(self._ask_for_metadata, clock=clock, pause=new_keys)
        self._keys = Remembered(self._ask_for_keys, clock=clock, pause=new_keys)

    async def metadata(self) -> Metadata:
        """The endpoints; asked for once an hour."""
        return await self._metadata.get()

    async def verified(self, verify: Callable[[Sequence[Key]], Result]) -> Result:
        """What `verify` makes of the keys; once more with new ones where none of them fits."""
        try:
            return verify(await self._keys.get())
        except SignInRefused as refusal:
            if refusal.cause is not Cause.KEY_UNKNOWN:
                raise
        return verify(await self._keys.renewed())

    async def exchange(self, code: str, *, verifier: str, redirect_uri: str) -> Tokens:
        """The tokens for a code; raises SignInRefused, with CODE_REFUSED where it is not taken."""
        answer = await self._ask_for_tokens(
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect_uri,
                "code_verifier": verifier,
            }
        )
        return _tokens(answer)

    async def refresh(self, refresh_token: str) -> Tokens:
        """New tokens; raises SignInRefused, with CODE_REFUSED if the sign-in does not go on."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return _tokens(await self._ask_for_tokens(form))

    async def claims(self, access_token: str, *, subject: str) -> Mapping[str, Any]:
        """The claims of the userinfo endpoint, if there is one; they have to be the subject's."""
        endpoint = (await self.metadata()).userinfo
        if endpoint is None:
            return {}
        found = await self._get(endpoint, bearer=access_token)
        if found.get("sub") != subject:  # Core, 5.3.2: else tokens could be exchanged
            raise SignInRefused(Cause.PROVIDER_ANSWER_INVALID, "userinfo sub")
        return found

    async def _ask_for_metadata(self) -> Metadata:
        issuer = self.provider.issuer
        return metadata_of(await self._get(url_of(issuer)), issuer=issuer)

    async def _ask_for_keys(self) -> Sequence[Key]:
        return keys_of(await self._get((await self.metadata()).keys))

    async def _get(self, url: str, *, bearer: str | None = None) -> Mapping[str, Any]:
        answer = await self._answered(self._fetcher.get(url, bearer=bearer))
        if answer.status != OK or not answer.body:
            raise _refusal_of(answer.status)
        return answer.body

    async def _ask_for_tokens(self, form: Mapping[str, str]) -> Answer:
        """The client's secret goes into the header, or into the body where only that is taken."""
        metadata = await self.metadata()
        provider, sent, headers = self.provider, dict(form), {}
        if metadata.takes_secret_in_body:
            sent |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
        else:
            both = f"{quote_plus(provider.client_id)}:{quote_plus(provider.client_secret)}"
            headers["authorization"] = f"Basic {base64.b64encode(both.encode()).decode()}"
        return await self._answered(
            self._fetcher.post(metadata.token, headers, urlencode(sent).encode())
        )

    async def _answered(self, asked: Any) -> Answer:  # noqa: ANN401 - a coroutine
        try:
            found: Answer = await asked
        except NotAnswered as fault:
            raise SignInRefused(Cause.PROVIDER_UNREACHABLE, str(fault)) from None
        return found


def _refusal_of(status: int) -> SignInRefused:
    """Statuses from 500 on mean that the provider is down, all others that it is wrong."""
    is_down = status >= 500 or status == 429  # noqa: PLR2004 - HTTP's
    cause = Cause.PROVIDER_UNREACHABLE if is_down else Cause.PROVIDER_ANSWER_INVALID
    return SignInRefused(cause, f"status {status}")


def _tokens(answer: Answer) -> Tokens:
    if answer.status == 400 and answer.body.get("error") == "invalid_grant":  # noqa: PLR2004 - RFC 6749, 5.2
        raise SignInRefused(Cause.CODE_REFUSED)
    if answer.status != OK:
        raise _refusal_of(answer.status)
    names = ("id_token", "access_token", "refresh_token")
    found = [answer.body.get(name) for name in names]
    if not all(value is None or _is_token(value) for value in found):
        raise SignInRefused(Cause.PROVIDER_ANSWER_INVALID, "tokens")
    return Tokens(*found)


def _is_token(value: object) -> bool:
    """RFC 6749, appendix A: visible characters of ASCII, which go into headers and forms."""
    return isinstance(value, str) and value.isascii() and value.isprintable()
