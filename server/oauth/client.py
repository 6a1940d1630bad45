"""Reads a client's credentials from the header or from the body, never from both."""

import base64
from urllib.parse import unquote_plus

from starlette.datastructures import Headers

from auth.oauth.refusals import InvalidClient, InvalidRequest
from resolvers.oauth.authentication import Client
from server.oauth.form import Form


def client_of(headers: Headers, form: Form) -> Client:
    """The client (RFC 6749, 2.3.1). Raises InvalidClient without credentials."""
    sent = headers.getlist("authorization")
    if not sent:
        return _in_body(form)
    if len(sent) > 1 or "client_secret" in form:
        raise InvalidRequest("Credentials are sent once, in the header or in the body.")
    client = _in_header(sent[0])
    if form.get("client_id", client.id) != client.id:
        raise InvalidRequest("The header and the body name two clients.")
    return client


def _in_body(form: Form) -> Client:
    if "client_id" not in form or "client_secret" not in form:
        raise InvalidClient
    return Client(form["client_id"], form["client_secret"])


def _in_header(authorization: str) -> Client:
    """Both parts are written as in a form, then joined, then in Base64."""
    scheme, _, credentials = authorization.strip().partition(" ")
    if scheme.lower() != "basic":
        raise InvalidClient
    try:
        text = base64.b64decode(credentials.strip(), validate=True).decode("ascii")
        id_, colon, secret = text.partition(":")
        client = Client(unquote_plus(id_, errors="strict"), unquote_plus(secret, errors="strict"))
    except ValueError:
        raise InvalidClient from None
    if not colon:
        raise InvalidClient
    return client
