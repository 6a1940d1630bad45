"""A provider of OpenID Connect with keys of its own, which misbehaves as a test wants."""

import asyncio
import base64
import hashlib
import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

from server.settings.sign_in.provider_settings import ProviderSettings

CLIENT = "imitate"
SECRET = "the-secret-of-the-client"
CAROL = {
    "sub": "carol-at-corp",
    "preferred_username": "carol",
    "email": "carol@corp.example",
    "given_name": "Carol",
    "family_name": "Clerk",
    "groups": ["agents"],
}
Claims = dict[str, Any]
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"


def new_key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"}, private=True)


@dataclass
class Grant:
    """What a code or a refresh token stands for."""

    claims: Claims
    challenge: str = ""
    nonce: str = ""


@dataclass
class Provider:
    """`change` changes the claims of an ID token; `token` the token; `metadata` what is published;
    `answers` replaces the answers of paths.
    """

    clock: Callable[[], datetime]
    name: str = "corp"
    port: int = 0
    key: ECKey = field(default_factory=lambda: new_key("one"))
    published: list[ECKey] = field(default_factory=list)
    change: Callable[[Claims], Claims] = field(default=lambda claims: claims)
    token: Callable[[str], str] = field(default=lambda token: token)
    metadata: Claims = field(default_factory=dict)
    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)
    userinfo: Claims | None = None
    gives_refresh_tokens: bool = True
    is_silent: bool = False
    last: Claims = field(default_factory=dict)  # of whom a token was given at last
    asked: list[str] = field(default_factory=list)
    codes: dict[str, Grant] = field(default_factory=dict)
    refreshing: dict[str, Grant] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def settings(self, **values: Any) -> ProviderSettings:
        given = {
            "name": self.name,
            "issuer": self.issuer,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "roles": "agents=Support,leads=Auditor,top=*",
            "create_users": True,
            **values,
        }
        return ProviderSettings.model_validate(given)

    def authorize(self, location: str, claims: Claims) -> dict[str, str]:
        """What the browser brings back from the authorization endpoint."""
        sent = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert location.startswith(f"{self.issuer}/authorize?")
        assert (sent["response_type"], sent["client_id"]) == ("code", CLIENT)
        assert sent["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = Grant(claims, sent["code_challenge"], sent["nonce"])
        return {"code": code, "state": sent["state"], "iss": self.issuer}

    def signed(self, claims: Claims, *, key: ECKey | None = None, **header: Any) -> str:
        key = key or self.key
        return jwt.encode({"alg": "ES256", "kid": key.kid, **header}, claims, key)

    def logout_token(self, **changed: Any) -> str:
        now = int(self.clock().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 120,
            "jti": secrets.token_hex(8),
            "events": {LOGOUT: {}},
            **changed,
        }
        return self.signed({name: value for name, value in claims.items() if value is not None})

    def answer(self, path: str, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        if path in self.answers:
            return self.answers[path]
        match path:
            case "/.well-known/openid-configuration":
                return 200, self._metadata()
            case "/keys":
                keys = self.published or [self.key]
                return 200, {"keys": [key.as_dict(private=False) for key in keys]}
            case "/token":
                return self._tokens(form, authorization)
            case "/userinfo":
                return 200, self.userinfo or self.last
        return 404, {}

    def _metadata(self) -> Claims:
        places = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        found: Claims = {
            f"{name}_endpoint": f"{self.issuer}/{place}" for name, place in places.items()
        }
        found |= {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/logout",
            "authorization_response_iss_parameter_supported": True,
        }
        return {**found, **self.metadata}

    def _tokens(self, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        expected = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        assert authorization == f"Basic {expected}"
        if form["grant_type"] == "refresh_token":
            grant = self.refreshing.pop(form["refresh_token"], None)
            if grant is None:
                return 400, {"error": "invalid_grant"}
            return 200, self._given(grant) | {"id_token": None}
        grant = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if grant is None or grant.challenge != challenge:
            return 400, {"error": "invalid_grant"}
        return 200, self._given(grant)

    def _given(self, grant: Grant) -> Claims:
        self.last = {name: value for name, value in grant.claims.items() if value is not None}
        now, access_token = int(self.clock().timestamp()), secrets.token_urlsafe(16)
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": grant.nonce,
            "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
            "sid": "session-one",
            **grant.claims,
        }
        changed = self.change({name: value for name, value in claims.items() if value is not None})
        given = {
            "access_token": access_token,
            "token_type": "Bearer",
            "id_token": self.token(self.signed(changed)),
        }
        if self.gives_refresh_tokens:
            given["refresh_token"] = secrets.token_urlsafe(16)
            self.refreshing[given["refresh_token"]] = grant
        return given

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            path = lines[0].split(" ")[1]
            pairs = [line.split(": ", 1) for line in lines[1:] if line]
            headers = {name.lower(): value for name, value in pairs}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            self.asked.append(path)
            if self.is_silent:
                await reader.read()  # until it is no longer waited for
            status, found = self.answer(path, form, headers.get("authorization", ""))
            text = found if isinstance(found, bytes) else json.dumps(found).encode()
            head = f"HTTP/1.1 {status} Said\r\nlocation: /keys\r\ncontent-length: {len(text)}\r\n"
            writer.write(f"{head}content-type: application/json\r\n\r\n".encode() + text)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def serving(provider: Provider) -> AsyncIterator[None]:
    """The provider answers until the end of the block."""
    server = await asyncio.start_server(provider.serve, "127.0.0.1", 0)
    provider.port = server.sockets[0].getsockname()[1]
    yield
    server.close()
    await server.wait_closed()
