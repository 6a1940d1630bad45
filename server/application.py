"""Makes everything that the use cases need, once for each process."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import ip_network
from urllib.parse import urlsplit

import structlog

from auth.oauth.jwts import JwtRules
from auth.sign_in.factors.passkeys import Site
from auth.sign_in.origins import OTHER_NAME
from auth.sign_in.passwords import Passwords
from auth.sign_in.throttle import Rate, Rates
from auth.transparency.keys import SigningKey
from auth.webhooks.addresses import AddressRules
from db.engine.connections import Database
from resolvers.application import Application, PasswordWork
from schema.documents.limits import Limits
from server.clock import SharedClock
from server.plugins.loading import load
from server.settings import audit_keys
from server.settings.settings import Settings

log = structlog.get_logger()

WAITING = 16  # callers in the queue for a password hash; more are refused


def wire(
    settings: Settings,
    *,
    clock: Callable[[], datetime] | None = None,
    keys: Callable[[Settings], tuple[SigningKey, ...]] = audit_keys.read_or_make,
) -> Application:
    """The application of the settings; `clock` replaces the database's time.

    `keys` finds the keys that sign the audit log. Raises UnusableSettings.
    """
    if settings.database_pool == 0:
        log.warning(
            "settings.replaced", was="DATABASE_POOL=0", is_now="DATABASE_POOLER=transaction"
        )
    database = Database(
        settings.database_url,
        connections=settings.connections,
        pooler=settings.has_pooler,
    )
    return Application(
        database=database,
        passwords=PasswordWork(
            Passwords(memory_cost=settings.argon2_memory, time_cost=settings.argon2_time),
            parallel=os.cpu_count() or 1,
            waiting=WAITING,
        ),
        rules=settings.rules,
        rates=rates(settings),
        clock=clock or SharedClock(database),
        audit_keys=settings.secrets,
        jwt_rules=jwt_rules(settings),
        signing_keys=keys(settings),
        receivers=receivers(settings),
        site=site(settings),
        plugins=load(settings.plugins),
        password_rules=settings.password_rules,
        providers=settings.providers,
        recheck=timedelta(seconds=settings.oidc_recheck),
    )


def site(settings: Settings) -> Site:
    """The host for which devices keep passkeys, which know this machine as localhost alone."""
    host = urlsplit(settings.public_url).hostname or ""
    host = "localhost" if host in OTHER_NAME else host
    own = (origin for origin in settings.own_origins if urlsplit(origin).hostname == host)
    return Site(host, tuple(sorted(own)))


def receivers(settings: Settings) -> AddressRules:
    """The addresses to which webhooks are sent."""
    networks = tuple(map(ip_network, settings.webhook_allow_networks))
    return AddressRules(settings.is_production, networks)


def jwt_rules(settings: Settings) -> JwtRules:
    """For whom JWTs are made, and for how long they are believed."""
    return JwtRules(
        issuer=settings.public_url,
        audiences=frozenset(settings.jwt_audiences),
        lifetime=timedelta(seconds=settings.jwt_lifetime),
    )


def limits(settings: Settings) -> Limits:
    """The limits of documents."""
    return Limits(
        tokens=settings.limit_tokens,
        operations=settings.limit_operations,
        depth=settings.limit_depth,
        fields=settings.limit_fields,
        aliases=settings.limit_aliases,
        directives=settings.limit_directives,
        root_fields=settings.limit_root_fields,
        mutation_fields=settings.limit_mutation_fields,
        cost=settings.limit_cost,
        introspection=settings.serves_introspection,
    )


def rates(settings: Settings) -> Rates:
    """How often sign-ins, tokens and redemptions may be tried, and how often users be refused."""
    window = timedelta(seconds=settings.rate_window)
    longest = timedelta(seconds=settings.rate_longest_wait)
    return Rates(
        account=Rate(settings.rate_account_logins, window, longest),
        address=Rate(settings.rate_address_logins, window, longest),
        generate=Rate(settings.rate_user_tokens, window, longest),
        generate_address=Rate(settings.rate_address_tokens, window, longest),
        redeem_address=Rate(settings.rate_address_redemptions, window, longest),
        refusals=Rate(settings.rate_user_refusals, window, longest),
        refusals_address=Rate(settings.rate_address_refusals, window, longest),
    )
