"""What does an operator set? Environment variables that begin with IMITATE_, read once."""

import os
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, Final, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, PlainSerializer, SecretStr, model_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from auth.origins import origin_of
from auth.rules import Rules
from db.engine.connections import async_url
from server.settings import secret_files
from server.settings.transport import TransportSettings

PREFIX: Final = "IMITATE_"
SHORTEST_SECRET: Final = 32  # characters
DEVELOPMENT_SECRET: Final = "development-only-not-a-secret-at-all"  # noqa: S105 - see its name
EXAMPLES: Final = (
    DEVELOPMENT_SECRET, "changeme", "change-me", "change_me", "example", "placeholder",
    "your-secret", "replace-me", "imitate-demo",
)  # fmt: skip


class Environment(StrEnum):
    """Where the process runs: production refuses what would be unsafe there."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class UnknownSetting(ValueError):
    """An environment variable begins with IMITATE_ and means nothing here."""


def _origin(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("must be http or https with a host")
    return origin_of(url)


def _url(url: str) -> str:
    _origin(url)
    return url.rstrip("/")


def _collector(url: str | None) -> str | None:
    if url and urlsplit(url).query:  # the exporter's log repeats it
        raise ValueError("must have no query; keys go into OTEL_EXPORTER_OTLP_HEADERS")
    return url and _url(url)


def _database(url: str) -> str:
    async_url(url)
    return url


def _without_password(url: str) -> str:
    """What a dump shows; drivers take passwords from the query as well."""
    return async_url(url).set(query={}).render_as_string(hide_password=True)


class Settings(TransportSettings):
    """Every setting with its default; durations are whole seconds."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, hide_input_in_errors=True, env_ignore_empty=True
    )

    database_url: Annotated[
        str, AfterValidator(_database), Field(repr=False), PlainSerializer(_without_password)
    ] = "sqlite:///var/imitate.db"
    environment: Environment = Environment.DEVELOPMENT
    secret: SecretStr | None = None
    public_url: Annotated[str, AfterValidator(_url)] = "http://127.0.0.1:8000"
    admin_origins: Annotated[tuple[str, ...], NoDecode] = ()
    token_lifetime: Annotated[int, Field(ge=1, le=3600)] = 60
    imitation_max_duration: Annotated[int, Field(ge=1, le=86_400)] = 3600
    imitation_idle_timeout: Annotated[int, Field(ge=1, le=86_400)] = 900
    imitations_per_user: Annotated[int, Field(ge=1, le=1000)] = 5
    context_lifetime: Annotated[int, Field(ge=1, le=31_536_000)] = 86_400
    user_session_lifetime: Annotated[int, Field(ge=1, le=2_592_000)] = 28_800
    user_session_idle_timeout: Annotated[int, Field(ge=1, le=2_592_000)] = 1800
    reason_required: bool = False
    consent_required: bool = False
    step_up_max_age: Annotated[int | None, Field(ge=0, le=86_400)] = None
    graphiql: bool | None = None
    introspection: bool | None = None
    get_queries: bool | None = None
    argon2_memory: Annotated[int, Field(ge=8, le=1_048_576)] = 19_456
    argon2_time: Annotated[int, Field(ge=1, le=100)] = 2
    database_pool: Annotated[int, Field(ge=0, le=1000)] = 10
    metrics_token: Annotated[SecretStr | None, Field(min_length=SHORTEST_SECRET)] = None
    traces_url: Annotated[str | None, AfterValidator(_collector), Field(repr=False)] = None

    @model_validator(mode="before")
    @classmethod
    def _split_origins(cls, values: Any) -> Any:  # noqa: ANN401 - pydantic's own
        if isinstance(values, dict) and isinstance(values.get("admin_origins"), str):
            sent = values["admin_origins"].split(",")
            values["admin_origins"] = tuple(_origin(part.strip()) for part in sent if part.strip())
        return values

    @model_validator(mode="after")
    def _check_secret(self) -> Self:
        if self.environment is Environment.PRODUCTION:
            if self.secret is None:
                raise ValueError("IMITATE_SECRET must be set in production")
            if any(len(key) < SHORTEST_SECRET for key in self.secrets):
                raise ValueError(f"IMITATE_SECRET must have {SHORTEST_SECRET} characters or more")
            if any(is_example(key) for key in self.secrets):
                raise ValueError("IMITATE_SECRET must not be an example that everybody can read")
        return self

    @property
    def secrets(self) -> tuple[bytes, ...]:
        """The keys of the journal: the first signs, all verify."""
        given = self.secret.get_secret_value() if self.secret else DEVELOPMENT_SECRET
        return tuple(key.strip().encode() for key in given.split(","))

    @property
    def own_origins(self) -> frozenset[str]:
        """Where the admin's own pages come from."""
        return frozenset({_origin(self.public_url), *self.admin_origins})

    @property
    def is_development(self) -> bool:
        """Whether the process may be laxer than where strangers reach it."""
        return self.environment is Environment.DEVELOPMENT

    @property
    def is_https(self) -> bool:
        """Whether clients reach us over https."""
        return self.public_url.startswith("https:")

    @property
    def serves_get_queries(self) -> bool:
        """In development, unless said otherwise."""
        return _unless_said(self.get_queries, self.environment)

    @property
    def serves_graphiql(self) -> bool:
        """In development, unless said otherwise."""
        return _unless_said(self.graphiql, self.environment)

    @property
    def serves_introspection(self) -> bool:
        """In development, unless said otherwise."""
        return _unless_said(self.introspection, self.environment)

    @property
    def rules(self) -> Rules:
        """What the rules depend on."""
        step_up = self.step_up_max_age
        return Rules(
            token_lifetime=timedelta(seconds=self.token_lifetime),
            imitation_max_duration=timedelta(seconds=self.imitation_max_duration),
            imitation_idle_timeout=timedelta(seconds=self.imitation_idle_timeout),
            imitations_per_user=self.imitations_per_user,
            context_lifetime=timedelta(seconds=self.context_lifetime),
            user_session_lifetime=timedelta(seconds=self.user_session_lifetime),
            user_session_idle_timeout=timedelta(seconds=self.user_session_idle_timeout),
            reason_required=self.reason_required,
            consent_required=self.consent_required,
            step_up_max_age=None if step_up is None else timedelta(seconds=step_up),
        )


def is_example(key: bytes) -> bool:
    """Whether a key is one of those that stand in documentation, or was made of one."""
    text = key.decode().lower()
    return any(example in text for example in EXAMPLES)


def _unless_said(said: bool | None, environment: Environment) -> bool:  # noqa: FBT001 - a setting
    return environment is Environment.DEVELOPMENT if said is None else said


def read() -> Settings:
    """The settings of this process.

    Raises UnknownSetting, UnreadableSecret or pydantic's ValidationError.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    known |= {PREFIX + name + secret_files.SUFFIX for name in secret_files.SECRETS}
    unknown = [name for name in os.environ if name.startswith(PREFIX) and name not in known]
    if unknown:
        raise UnknownSetting(f"There is no setting {', '.join(sorted(unknown))}.")
    return Settings(**secret_files.read(os.environ, prefix=PREFIX))  # type: ignore[arg-type]  # pydantic checks them
