"""The settings of how users of the admin sign in."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, Field, model_validator

from auth.sign_in.local_passwords import LocalPasswords, PasswordRules
from auth.sign_in.oidc.provider import Provider
from server.settings.comma_separated import SPLIT
from server.settings.sign_in.provider_settings import ProviderSettings


def _folded(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value.casefold() for value in values)


class SignInSettings(BaseModel):
    """`oidc_providers` are names in the environment: see provider_settings.py."""

    oidc_providers: tuple[ProviderSettings, ...] = ()
    oidc_recheck: Annotated[int, Field(ge=30, le=3600)] = 300
    local_passwords: LocalPasswords = LocalPasswords.ALL
    emergency_accounts: Annotated[
        tuple[str, ...], SPLIT, AfterValidator(_folded), Field(max_length=20)
    ] = ()

    @model_validator(mode="after")
    def _check_ways_in(self) -> Self:
        if self.local_passwords is LocalPasswords.EMERGENCY and not self.oidc_providers:
            message = "IMITATE_LOCAL_PASSWORDS=emergency needs a provider in IMITATE_OIDC_PROVIDERS"
            raise ValueError(message)
        issuers = [provider.issuer for provider in self.oidc_providers]
        if len(set(issuers)) < len(issuers):
            raise ValueError("two providers of IMITATE_OIDC_PROVIDERS have one issuer")
        return self

    @property
    def providers(self) -> tuple[Provider, ...]:
        """The providers as values of the rules."""
        return tuple(provider.provider for provider in self.oidc_providers)

    @property
    def password_rules(self) -> PasswordRules:
        """Whose passwords are taken."""
        return PasswordRules(self.local_passwords, frozenset(self.emergency_accounts))
