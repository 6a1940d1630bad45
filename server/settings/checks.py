"""The checks of `doctor` by their keys, which WAIVE takes."""

from enum import StrEnum

from auth.vocabulary import CheckKind


class Check(StrEnum):
    """Each check; its value is its key."""

    SETTINGS = "settings"
    SECRET = "secret"  # noqa: S105 - a check's name
    AUDIT_KEY = "audit-key"
    SECRET_FILES = "secret-files"  # noqa: S105 - as above
    PUBLIC_URL = "public-url"
    TRUSTED_PROXIES = "trusted-proxies"
    GRAPHIQL = "graphiql"
    INTROSPECTION = "introspection"
    CONSENT = "consent"
    PLUGINS = "plugins"
    OIDC = "oidc"
    ADMIN_PAGES = "admin-pages"
    DATABASE_FILE = "database-file"
    DATABASE_TLS = "database-tls"
    DATABASE_HOSTS = "database-hosts"
    DATABASE_POOLER = "database-pooler"
    DEMO_ACCOUNTS = "demo-accounts"
    DATABASE = "database"
    CLOCK = "clock"
    MIGRATIONS = "migrations"
    AUDIT_LOG = "audit-log"
    SEALING = "sealing"
    TRIGGERS = "triggers"
    DOMAINS = "domains"
    SEARCH = "search"
    WEBHOOKS = "webhooks"
    JWT_KEYS = "jwt-keys"
    INTEGRATIONS = "integrations"
    ROLES = "roles"
    DISK = "disk"

    @property
    def kind(self) -> CheckKind:
        """A database with demo accounts was chosen by a setting."""
        return CheckKind.STATE if self in _STATES else CheckKind.CONFIGURATION


_STATES = frozenset(
    {
        Check.DATABASE,
        Check.CLOCK,
        Check.MIGRATIONS,
        Check.AUDIT_LOG,
        Check.SEALING,
        Check.TRIGGERS,
        Check.DOMAINS,
        Check.SEARCH,
        Check.WEBHOOKS,
        Check.JWT_KEYS,
        Check.INTEGRATIONS,
        Check.ROLES,
        Check.DISK,
    }
)
