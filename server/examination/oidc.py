"""Checks the settings of providers of OpenID Connect, and what is left where one is down."""

from auth.sign_in.local_passwords import LocalPasswords
from server.examination.findings import Finding, Verdict, unsafe
from server.settings.checks import Check
from server.settings.settings import Settings


def examine_oidc(settings: Settings) -> Finding:
    """The worst of what is found."""
    providers = settings.providers
    if clear := [found.name for found in providers if not found.issuer.startswith("https:")]:
        text = f"not https: {', '.join(clear)}: who is between can sign in as anybody"
        return Finding(Check.OIDC, unsafe(settings), text)
    if empty := [found.name for found in providers if not found.roles]:
        text = f"no group gives a role: {', '.join(empty)}: set OIDC_<NAME>_ROLES"
        return Finding(Check.OIDC, Verdict.WARNING, text)
    is_emergency = settings.local_passwords is LocalPasswords.EMERGENCY
    if is_emergency and not settings.emergency_accounts:
        text = "nobody can sign in while the provider is down: set EMERGENCY_ACCOUNTS"
        return Finding(Check.OIDC, Verdict.WARNING, text)
    return Finding(Check.OIDC, Verdict.OK, ", ".join(found.name for found in providers) or "none")
