"""The settings of one provider of OpenID Connect: IMITATE_OIDC_<NAME>_ISSUER and so on."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)

from auth.sign_in.oidc.provider import Provider
from server.settings.comma_separated import SPLIT, split
from server.settings.sign_in.role_mapping import Pairs, parse

PREFIX: Final = "OIDC_"
NAMES: Final = "OIDC_PROVIDERS"
MOST: Final = 10  # providers
_NAME: Final = re.compile(r"[a-z][a-z0-9]{0,31}")


class UnusableProvider(ValueError):
    """A provider cannot be used. The text names the variable and never contains a secret."""


def _issuer(value: str) -> str:
    """The issuer as it is written: it is compared character by character."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise ValueError("must be http or https with a host")
    if parts.query or parts.fragment:
        raise ValueError("must have neither a query nor a fragment")
    return value


def _scopes(values: tuple[str, ...]) -> tuple[str, ...]:
    if "openid" not in values:
        raise ValueError("must have openid among the scopes")
    return values


def _pairs(value: Any) -> Any:  # noqa: ANN401 - pydantic's own
    return parse(value) if isinstance(value, str) else value


class ProviderSettings(BaseModel):
    """The variables of a provider after its prefix, in lower case."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: str
    issuer: Annotated[str, Field(max_length=255), AfterValidator(_issuer)]
    client_id: Annotated[str, Field(min_length=1, max_length=255)]
    client_secret: Annotated[SecretStr, Field(min_length=1)]
    label: Annotated[str, Field(min_length=1, max_length=60)] = ""
    scopes: Annotated[tuple[str, ...], SPLIT, AfterValidator(_scopes)] = (
        "openid",
        "profile",
        "email",
    )
    username_claim: Annotated[str, Field(min_length=1)] = "preferred_username"
    groups_claim: Annotated[str, Field(min_length=1)] = "groups"
    roles: Annotated[Pairs, BeforeValidator(_pairs)] = ()
    create_users: bool = False
    acr: Annotated[tuple[str, ...], SPLIT] = ()
    requires_factor: bool = False

    @property
    def provider(self) -> Provider:
        """The same as values of the rules."""
        return Provider(
            name=self.name,
            label=self.label or self.name,
            issuer=self.issuer,
            client_id=self.client_id,
            client_secret=self.client_secret.get_secret_value(),
            scopes=self.scopes,
            username_claim=self.username_claim,
            groups_claim=self.groups_claim,
            roles=self.roles,
            create_users=self.create_users,
            acr=self.acr,
            requires_factor=self.requires_factor,
        )


def names_of(environment: Mapping[str, str], *, prefix: str) -> tuple[str, ...]:
    """The names that OIDC_PROVIDERS lists; raises UnusableProvider."""
    variable = prefix + NAMES
    names = split(environment.get(variable, ""))
    if len(names) > MOST or len(set(names)) < len(names):
        raise UnusableProvider(f"{variable}: names at most {MOST} providers, each once.")
    for name in names:
        if not _NAME.fullmatch(name):
            raise UnusableProvider(f"{variable}: {name!r} is not of lower-case letters and digits.")
    return names


def variables(names: tuple[str, ...]) -> frozenset[str]:
    """The variables of these providers, without the prefix of all settings."""
    fields = [field.upper() for field in ProviderSettings.model_fields if field != "name"]
    return frozenset(_variable(name, field) for name in names for field in fields)


def read(
    environment: Mapping[str, str], secrets: Mapping[str, str], *, prefix: str
) -> tuple[ProviderSettings, ...]:
    """The providers of OIDC_PROVIDERS, in its order; `secrets` are the contents of files.

    Raises UnusableProvider.
    """
    return tuple(
        _read(name, environment, secrets, prefix=prefix)
        for name in names_of(environment, prefix=prefix)
    )


def _read(
    name: str, environment: Mapping[str, str], secrets: Mapping[str, str], *, prefix: str
) -> ProviderSettings:
    given: dict[str, str] = {"name": name}
    for field in ProviderSettings.model_fields:
        variable = _variable(name, field.upper())
        value = secrets.get(variable.lower()) or environment.get(prefix + variable)
        if value and field != "name":
            given[field] = value
    try:
        return ProviderSettings.model_validate(given)
    except ValidationError as error:
        found = error.errors(include_input=False, include_context=False)[0]
        variable = prefix + _variable(name, str(found["loc"][0]).upper())
        text = found["msg"].removeprefix("Value error, ")
        raise UnusableProvider(f"{variable}: {text}.") from None


def _variable(name: str, field: str) -> str:
    return f"{PREFIX}{name.upper()}_{field}"
