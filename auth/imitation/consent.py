"""Decides whether what a customer has said about imitations is enough for one."""

from auth.vocabulary import Consent, ConsentRequired


def consent_of(*, given: bool, changed: bool) -> Consent:
    """The state of a consent; `changed` if it was ever given or withdrawn."""
    if given:
        return Consent.GIVEN
    return Consent.WITHDRAWN if changed else Consent.NOT_ASKED


def is_enough(consent: Consent, required: ConsentRequired) -> bool:
    """Whether the customer may be imitated, as far as their consent decides."""
    match required:
        case ConsentRequired.NEVER:
            return True
        case ConsentRequired.UNLESS_WITHDRAWN | ConsentRequired.CALL:
            return consent is not Consent.WITHDRAWN
        case ConsentRequired.ALWAYS:
            return consent is Consent.GIVEN
