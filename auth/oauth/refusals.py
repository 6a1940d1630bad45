"""The refusals of the OAuth endpoints: a class for each fact, with the code of its standard."""

from typing import ClassVar


class OAuthRefusal(Exception):
    """Never raised itself; each class below names a fact."""

    error: ClassVar[str]
    text: ClassVar[str]

    def __init__(self, text: str | None = None, /) -> None:
        """The text holds nothing that a client sent."""
        super().__init__(text or self.text)


class InvalidRequest(OAuthRefusal):
    """A parameter is missing, occurs twice or does not fit (RFC 6749, 5.2)."""

    error = "invalid_request"
    text = "The request is malformed."


class InvalidClient(OAuthRefusal):
    """The client is unknown or over, or its secret does not fit: one answer, in one time."""

    error = "invalid_client"
    text = "No client matches these credentials."


class InvalidGrant(OAuthRefusal):
    """What was sent to be exchanged is not valid (RFC 6749, 5.2)."""

    error = "invalid_grant"
    text = "This token cannot be exchanged."


class UnsupportedGrantType(OAuthRefusal):
    """The grant is not served here (RFC 6749, 5.2)."""

    error = "unsupported_grant_type"
    text = "This grant is not served."


class InvalidScope(OAuthRefusal):
    """A scope was asked for, but roles decide what an integration may do (RFC 6749, 5.2)."""

    error = "invalid_scope"
    text = "Scopes are not served: the roles of the integration decide."


class InvalidTarget(OAuthRefusal):
    """The audience is none of those that tokens are made for (RFC 8693, 2.2.2)."""

    error = "invalid_target"
    text = "Tokens for this audience are not made here."


class UnauthorizedClient(OAuthRefusal):
    """The client lacks the privilege for what it asks (RFC 6749, 5.2)."""

    error = "unauthorized_client"
    text = "The integration lacks the privilege context:introspect."
