"""Why a sign-in at a provider fails: the log has the cause, the page what to do about it."""

from enum import StrEnum, auto


class Advice(StrEnum):
    """What the person can do."""

    START_AGAIN = auto()
    TRY_LATER = auto()
    ASK_ADMINISTRATOR = auto()  # of this server: the account cannot be used here
    NAME_TAKEN = auto()  # as above, with what the administrator has to do
    TELL_OPERATOR = auto()  # the provider's answer is not what it has to be
    TOO_MANY = auto()  # their network has begun too many sign-ins


class Cause(StrEnum):
    """The cause, as it stands in the log."""

    REFUSED_BY_PROVIDER = auto()
    MALFORMED_RESPONSE = auto()
    UNKNOWN_STATE = auto()  # unknown, used, over, of another browser or of another provider
    WRONG_ISSUER = auto()
    PROVIDER_UNREACHABLE = auto()
    PROVIDER_ANSWER_INVALID = auto()
    CODE_REFUSED = auto()
    ID_TOKEN_INVALID = auto()
    KEY_UNKNOWN = auto()
    NONCE_WRONG = auto()
    NOT_RENEWED = auto()  # by a sign-in that is too old, or of another class
    ANOTHER_ACCOUNT = auto()  # than the one whose sign-in is renewed
    CLAIM_MISSING = auto()
    USER_UNKNOWN = auto()  # and the setting makes none
    USER_INACTIVE = auto()
    USERNAME_TAKEN = auto()
    EMAIL_TAKEN = auto()
    NO_ROLE = auto()
    LAST_ADMIN = auto()
    REPLAYED = auto()  # a logout token

    @property
    def advice(self) -> Advice:
        """What the page says."""
        return _ADVICE.get(self, Advice.TELL_OPERATOR)


_ADVICE = {
    Cause.REFUSED_BY_PROVIDER: Advice.START_AGAIN,
    Cause.UNKNOWN_STATE: Advice.START_AGAIN,
    Cause.CODE_REFUSED: Advice.START_AGAIN,
    Cause.NONCE_WRONG: Advice.START_AGAIN,
    Cause.NOT_RENEWED: Advice.START_AGAIN,
    Cause.ANOTHER_ACCOUNT: Advice.START_AGAIN,
    Cause.PROVIDER_UNREACHABLE: Advice.TRY_LATER,
    Cause.USER_UNKNOWN: Advice.ASK_ADMINISTRATOR,
    Cause.USER_INACTIVE: Advice.ASK_ADMINISTRATOR,
    Cause.NO_ROLE: Advice.ASK_ADMINISTRATOR,
    Cause.LAST_ADMIN: Advice.ASK_ADMINISTRATOR,
    Cause.USERNAME_TAKEN: Advice.NAME_TAKEN,
    Cause.EMAIL_TAKEN: Advice.NAME_TAKEN,
}


class SignInRefused(Exception):
    """A sign-in, or a logout token, that does not count. The text is for the log, without values.

    `detail` is a fixed text or the name of a claim, never what the other side has sent.
    """

    def __init__(self, cause: Cause, detail: str = "") -> None:
        super().__init__(f"{cause}: {detail}" if detail else cause)
        self.cause = cause
        self.detail = detail
