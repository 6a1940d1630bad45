"""Checks whether the roles exist that settings name: a wrong name would protect nobody, unseen."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from auth.privileges import SUPER_ADMIN
from auth.sign_in.oidc import provider
from db.statements.users import roles
from resolvers.application import Application
from server.examination.findings import Finding, Verdict
from server.settings.checks import Check
from server.settings.settings import Settings


async def examine_roles(settings: Settings, application: Application) -> Finding:
    """The finding about all settings that name roles."""
    found = await roles.find(application.database.reads)
    return of_roles(settings, {role.name for role in found})


def of_roles(settings: Settings, existing: AbstractSet[str]) -> Finding:
    """The same, by the names of the roles that exist."""
    missing = [
        f"{name!a} ({setting})"
        for setting, names in _named(settings).items()
        for name in sorted(names - existing)
    ]
    if not missing:
        return Finding(Check.ROLES, Verdict.OK, "those that settings name exist")
    text = f"no role has the name {', '.join(missing)}: correct it, or make the role"
    return Finding(Check.ROLES, Verdict.WARNING, text)


def _named(settings: Settings) -> Mapping[str, AbstractSet[str]]:
    rules = settings.rules
    return {
        "FACTOR_REQUIRED_ROLES": rules.factor_required_roles - {SUPER_ADMIN},
        "STEP_UP_ROLES": rules.step_up_roles.keys() - {SUPER_ADMIN},
        **{
            f"OIDC_{each.name.upper()}_ROLES": {role for _, role in each.roles}
            - {provider.SUPER_ADMIN}
            for each in settings.providers
        },
    }
