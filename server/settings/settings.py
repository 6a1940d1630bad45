"""The settings: environment variables that begin with IMITATE_, read once at start."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    SecretStr,
    model_validator,
)

from auth.bounds import PLUGINS
from auth.sign_in.origins import origin_of, under_other_name
from db.engine import address
from server.settings import addresses, secret_files, secret_keys
from server.settings.checks import Check
from server.settings.comma_separated import SPLIT, split
from server.settings.rules import RuleSettings
from server.settings.sign_in import provider_settings
from server.settings.sign_in.sign_in_settings import SignInSettings
from server.settings.transport import TransportSettings
from server.settings.values import audit_key_lines
from server.settings.values.log_format import LogFormat

PREFIX: Final = "IMITATE_"
HELD: Final = 10  # connections
TOKEN: Final = (Field(min_length=secret_keys.SHORTEST), AfterValidator(secret_keys.check_token))
PLUGIN: Final = r"^[a-z0-9][a-z0-9._-]{0,63}$"  # the name of a plug-in


class Environment(StrEnum):
    """Where the process runs: production refuses settings that would be unsafe there."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Pooler(StrEnum):
    """What stands between this process and PostgreSQL."""

    NONE = "none"
    TRANSACTION = "transaction"  # such as PgBouncer, which lends a connection for a transaction


class UnknownSetting(ValueError):
    """An environment variable begins with IMITATE_ but names no setting."""


class Settings(RuleSettings, SignInSettings, TransportSettings):
    """Every setting with its default; durations are whole seconds."""

    model_config = ConfigDict(
        frozen=True, hide_input_in_errors=True, extra="forbid", validate_default=True
    )

    database_url: Annotated[
        str, AfterValidator(address.check), Field(repr=False), PlainSerializer(address.shown)
    ] = "sqlite:///var/imitate.db"  # below the folder that the process is started in
    environment: Environment = Environment.DEVELOPMENT
    waive: Annotated[tuple[Check, ...], SPLIT] = ()  # checks that may fail in production
    secret: SecretStr | None = None
    audit_key: Annotated[SecretStr | None, AfterValidator(audit_key_lines.check)] = None
    audit_read_token: Annotated[SecretStr | None, *TOKEN] = None
    audit_public: bool = False
    public_url: Annotated[str, AfterValidator(addresses.url)] = "http://127.0.0.1:8000"
    jwt_lifetime: Annotated[int, Field(ge=1, le=120)] = 120
    jwt_audiences: Annotated[tuple[str, ...], SPLIT] = ()  # services that JWTs are for
    plugins: Annotated[
        tuple[Annotated[str, Field(pattern=PLUGIN)], ...], SPLIT, Field(max_length=PLUGINS)
    ] = ()  # that may veto imitations
    graphiql: bool | None = None
    introspection: bool | None = None
    get_queries: bool | None = None
    compile_operations: bool = True
    argon2_memory: Annotated[int, Field(ge=8, le=1_048_576)] = 19_456
    argon2_time: Annotated[int, Field(ge=1, le=100)] = 2
    database_pool: Annotated[int, Field(ge=0, le=1000)] = HELD
    database_pooler: Pooler = Pooler.NONE
    log_format: LogFormat = LogFormat.AUTO
    metrics_token: Annotated[SecretStr | None, *TOKEN] = None
    traces_url: Annotated[str | None, AfterValidator(addresses.collector), Field(repr=False)] = None

    @model_validator(mode="before")
    @classmethod
    def _read_environment(cls, given: dict[str, Any]) -> dict[str, Any]:
        """What is not given comes from its variable; an empty one is as none."""
        texts = {name: os.environ.get(PREFIX + name.upper()) for name in cls.model_fields}
        return {**{name: text for name, text in texts.items() if text}, **given}

    @model_validator(mode="after")
    def _check_secret(self) -> Self:
        if not self.secrets:
            raise ValueError("IMITATE_SECRET must hold a key")
        if self.is_production:
            if self.secret is None:
                raise ValueError("IMITATE_SECRET must be set in production")
            secret_keys.check(self.secrets)
        return self

    @property
    def sqlite_file(self) -> Path | None:
        """The file of a SQLite database; None for PostgreSQL."""
        file = address.sqlite_file_of(self.database_url)
        return Path(file).absolute() if file else None

    @property
    def secrets(self) -> tuple[bytes, ...]:
        """The keys of the storefront's forms: the first signs, all verify."""
        given = self.secret.get_secret_value() if self.secret else secret_keys.DEVELOPMENT
        return tuple(key.encode() for key in split(given))

    @property
    def connections(self) -> int:
        """The most connections that the process holds."""
        return self.database_pool or HELD

    @property
    def has_pooler(self) -> bool:
        """Whether a pooler is set; DATABASE_POOL=0 said so in earlier releases."""
        return self.database_pooler is Pooler.TRANSACTION or self.database_pool == 0

    @property
    def own_origins(self) -> frozenset[str]:
        """The origins of the admin's pages; in development under both names of this machine."""
        own = frozenset({origin_of(self.public_url), *self.admin_origins})
        return own if self.is_production else own | frozenset(map(under_other_name, own))

    @property
    def has_public_url(self) -> bool:
        """Whether the public address was set, and does not follow the port."""
        return "public_url" in self.model_fields_set

    def at_port(self, port: int) -> Self:
        """The settings of a server at this port: its public address follows unless it is set."""
        if self.has_public_url:
            return self
        return self.model_copy(update={"public_url": origin_of(f"http://127.0.0.1:{port}")})

    @property
    def is_production(self) -> bool:
        """Whether settings that are unsafe where strangers reach the server are refused."""
        return self.environment is Environment.PRODUCTION

    @property
    def is_https(self) -> bool:
        """Whether clients reach the server over https."""
        return self.public_url.startswith("https:")

    @property
    def serves_get_queries(self) -> bool:
        """As set; by default only in development."""
        return self._unless_production(setting=self.get_queries)

    @property
    def serves_graphiql(self) -> bool:
        """As set; by default only in development."""
        return self._unless_production(setting=self.graphiql)

    @property
    def serves_introspection(self) -> bool:
        """As set; by default only in development."""
        return self._unless_production(setting=self.introspection)

    def _unless_production(self, *, setting: bool | None) -> bool:
        return not self.is_production if setting is None else setting


def read() -> Settings:
    """The settings of this process.

    Raises UnknownSetting, UnreadableSecret, UnusableProvider or pydantic's ValidationError.
    """
    names = provider_settings.names_of(os.environ, prefix=PREFIX)
    of_providers = provider_settings.variables(names)
    known = {PREFIX + name for name in (*map(str.upper, Settings.model_fields), *of_providers)}
    files = secret_files.names_among(of_providers)
    known |= {PREFIX + name + secret_files.SUFFIX for name in files}
    # A name in small letters is not read, so it is refused as well.
    ours = [name for name in os.environ if name.upper().startswith(PREFIX)]
    unknown = [name for name in ours if name not in known]
    if unknown:
        raise UnknownSetting(f"There is no setting {', '.join(sorted(unknown))}.")
    secrets = secret_files.read(os.environ, prefix=PREFIX, names=files)
    given = {name: text for name, text in secrets.items() if name in Settings.model_fields}
    providers = provider_settings.read(os.environ, secrets, prefix=PREFIX)
    return Settings.model_validate({**given, "oidc_providers": providers})
