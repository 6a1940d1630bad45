"""The two pages of a sign-in: one leads to the provider, to the other it leads back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from auth.sign_in.oidc.id_tokens import Proof, check_renewed, proof_of
from auth.sign_in.oidc.identity import identity_of, lacks
from auth.sign_in.oidc.refusals import Cause, SignInRefused
from auth.sign_in.oidc.requests import ADMIN, Secrets, parameters, url_with
from resolvers.oidc.arrival import Arrival, arrive
from resolvers.oidc.attempts import begin, take
from resolvers.request.context import RequestContext
from server.endpoint.admin_cookie import set_admin_cookie
from server.oidc import cookie
from server.oidc.remote import Remote, Tokens
from server.settings.settings import Settings

PATH: Final = "/auth/oidc"
RENEWED: Final = "1"


@dataclass(frozen=True, slots=True)
class SignIn:
    """Serves both pages of any provider."""

    settings: Settings

    def redirect_uri(self, remote: Remote) -> str:
        """Each provider has its own, so that none can answer in another's place (RFC 9700, 4.4)."""
        return f"{self.settings.public_url}{PATH}/{remote.provider.name}/callback"

    async def login(self, ctx: RequestContext, request: Request, remote: Remote) -> Response:
        """Lead the browser to the provider; it comes back to the path in `return_to`."""
        metadata = await remote.metadata()
        sent = request.query_params
        renews = sent.get("renew") == RENEWED
        secrets = await begin(ctx, remote.provider, return_to=sent.get("return_to"), renews=renews)
        asked = parameters(
            remote.provider, secrets, redirect_uri=self.redirect_uri(remote), renews=renews
        )
        response = _redirect(url_with(metadata.authorization, asked))
        cookie.keep(response, secrets.browser, self.settings)
        return response

    async def callback(self, ctx: RequestContext, request: Request, remote: Remote) -> Response:
        """Sign the user in. The attempt is used up first, whatever comes of it."""
        sent = _once(request.query_params)
        secrets = Secrets(sent.get("state", ""), cookie.read(request, self.settings))
        attempt = await take(ctx, remote.provider, secrets)
        await _check_issuer(remote, sent.get("iss"))
        if "error" in sent:
            raise SignInRefused(Cause.REFUSED_BY_PROVIDER)
        if "code" not in sent:
            raise SignInRefused(Cause.MALFORMED_RESPONSE, "code")
        tokens = await remote.exchange(
            sent["code"], verifier=secrets.verifier, redirect_uri=self.redirect_uri(remote)
        )
        proof = await _proof(ctx, remote, tokens, secrets.nonce)
        if attempt.renews:
            check_renewed(proof, provider=remote.provider, since=attempt.created_at)
        claims = await _claims(remote, tokens, proof)
        identity = identity_of(remote.provider, proof.subject, claims)
        arrival = Arrival(remote.provider, proof, identity, tokens.refresh_token)
        await arrive(ctx, arrival, attempt)
        response = _redirect(attempt.return_to)
        set_admin_cookie(response, ctx.reply, self.settings)
        cookie.forget(response, self.settings)
        return response

    async def logout(self, _: RequestContext, __: Request, remote: Remote) -> Response:
        """Lead the browser to the provider's own log-out, which asks whether it is meant.

        The ID token is not kept for a hint; the provider knows the browser by its own cookie.
        """
        back = f"{self.settings.public_url}{ADMIN}"
        endpoint = (await remote.metadata()).end_session
        if endpoint is None:
            return _redirect(back)
        named = [("client_id", remote.provider.client_id), ("post_logout_redirect_uri", back)]
        return _redirect(url_with(endpoint, named))


def _redirect(url: str) -> Response:
    return RedirectResponse(url, 303, headers={"cache-control": "no-store"})


def _once(sent: QueryParams) -> Mapping[str, str]:
    """RFC 6749, 3.1: no parameter occurs twice."""
    pairs = sent.multi_items()
    if len({name for name, _ in pairs}) < len(pairs):
        raise SignInRefused(Cause.MALFORMED_RESPONSE, "a parameter occurs twice")
    return dict(pairs)


async def _check_issuer(remote: Remote, sent: str | None) -> None:
    """RFC 9207: another provider's answer is refused, and one without a name where it has one."""
    expected = remote.provider.issuer
    if sent is None and not (await remote.metadata()).names_itself:
        return
    if sent != expected:
        raise SignInRefused(Cause.WRONG_ISSUER, "iss")


async def _proof(ctx: RequestContext, remote: Remote, tokens: Tokens, nonce: str) -> Proof:
    id_token = tokens.id_token
    if id_token is None:
        raise SignInRefused(Cause.PROVIDER_ANSWER_INVALID, "id_token")
    return await remote.verified(
        lambda keys: proof_of(
            id_token,
            provider=remote.provider,
            keys=keys,
            nonce=nonce,
            access_token=tokens.access_token,
            now=ctx.now(),
        )
    )


async def _claims(remote: Remote, tokens: Tokens, proof: Proof) -> Mapping[str, object]:
    """Those of the ID token, and of userinfo what it lacks."""
    if tokens.access_token is None or not lacks(remote.provider, proof.claims):
        return proof.claims
    found = await remote.claims(tokens.access_token, subject=proof.subject)
    return {**found, **proof.claims}
