"""The settings of providers of OpenID Connect: read by their names, refused by their names."""

import os
from pathlib import Path

import pytest

from auth.sign_in.local_passwords import LocalPasswords
from server.settings.explained import UnusableSettings, read_explained
from server.settings.settings import PREFIX, Settings

CORP = {
    "OIDC_PROVIDERS": "corp",
    "OIDC_CORP_ISSUER": "https://id.example/realms/shop",
    "OIDC_CORP_CLIENT_ID": "imitate",
    "OIDC_CORP_CLIENT_SECRET": "hush-hush",
}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the developer's own settings."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def given(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(PREFIX + name, value)
    return read_explained()


def test_two_providers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("of-partner\n")
    partner = {
        "OIDC_PROVIDERS": "corp,partner",
        "OIDC_PARTNER_ISSUER": "https://partner.example",
        "OIDC_PARTNER_CLIENT_ID": "shop",
        "OIDC_PARTNER_CLIENT_SECRET_FILE": str(secret),
        "OIDC_PARTNER_SCOPES": "openid,offline_access",
        "OIDC_PARTNER_USERNAME_CLAIM": "upn",
        "OIDC_PARTNER_GROUPS_CLAIM": "roles",
        "OIDC_PARTNER_ROLES": '{"cn=agents,ou=shop": ["Support", "Auditor"], "top": "*"}',
        "OIDC_PARTNER_CREATE_USERS": "1",
        "OIDC_PARTNER_LABEL": "Partner",
        "OIDC_PARTNER_ACR": "urn:two,urn:three",
        "OIDC_PARTNER_REQUIRES_FACTOR": "1",
    }

    settings = given(monkeypatch, CORP | partner | {"OIDC_CORP_ROLES": "agents=Support, a = *"})

    corp, other = settings.providers
    assert (corp.name, corp.label, corp.client_secret) == ("corp", "corp", "hush-hush")
    assert corp.scopes == ("openid", "profile", "email")
    assert corp.roles == (("agents", "Support"), ("a", "*"))
    assert (corp.create_users, corp.requires_factor) == (False, False)
    assert other.client_secret == "of-partner"
    assert (other.label, other.username_claim, other.groups_claim) == ("Partner", "upn", "roles")
    assert other.roles_for(["cn=agents,ou=shop"]) == {"Support", "Auditor"}
    assert other.makes_admin(["top"])
    assert other.roles_for(["top"]) == frozenset()
    assert other.create_users
    assert (other.acr, other.requires_factor) == (("urn:two", "urn:three"), True)
    assert "hush-hush" not in repr(settings) + repr(corp)
    assert "of-partner" not in repr(settings) + settings.model_dump_json()


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"OIDC_CORP_ISSUER": ""}, "OIDC_CORP_ISSUER: Field required"),
        ({"OIDC_CORP_ISSUER": "id.example"}, "OIDC_CORP_ISSUER: must be http or https"),
        ({"OIDC_CORP_ISSUER": "https://id.example?a=b"}, "OIDC_CORP_ISSUER: must have neither"),
        ({"OIDC_CORP_CLIENT_SECRET": ""}, "OIDC_CORP_CLIENT_SECRET: Field required"),
        ({"OIDC_CORP_SCOPES": "profile"}, "OIDC_CORP_SCOPES: must have openid"),
        ({"OIDC_CORP_ROLES": "agents"}, "OIDC_CORP_ROLES: must name a group and a role"),
        ({"OIDC_CORP_ROLES": "{"}, "OIDC_CORP_ROLES: must be a list, or a JSON object"),
        ({"OIDC_CORP_ROLES": '{"a": 1}'}, "OIDC_CORP_ROLES: must name roles by text"),
        ({"OIDC_CORP_CREATE_USERS": "maybe"}, "OIDC_CORP_CREATE_USERS: "),
        ({"OIDC_CORP_LABLE": "x"}, "no setting IMITATE_OIDC_CORP_LABLE"),
        ({"OIDC_OTHER_ISSUER": "https://x.example"}, "no setting IMITATE_OIDC_OTHER_ISSUER"),
        ({"OIDC_PROVIDERS": "corp,corp"}, "OIDC_PROVIDERS: names at most 10"),
        ({"OIDC_PROVIDERS": "corp,a_b"}, "OIDC_PROVIDERS: 'a_b' is not"),
        ({"OIDC_RECHECK": "5"}, "IMITATE_OIDC_RECHECK: "),
        ({"LOCAL_PASSWORDS": "some"}, "IMITATE_LOCAL_PASSWORDS: "),
    ],
)
def test_wrong_ones_are_named(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], named: str
) -> None:
    with pytest.raises(UnusableSettings) as refused:
        given(monkeypatch, CORP | changed)

    assert named in str(refused.value)
    assert "hush-hush" not in str(refused.value)


def test_emergency_needs_a_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"LOCAL_PASSWORDS": "emergency", "EMERGENCY_ACCOUNTS": "Admin, root"}

    with pytest.raises(UnusableSettings, match="needs a provider"):
        given(monkeypatch, values)

    rules = given(monkeypatch, CORP | values).password_rules
    assert rules.emergency == {"admin", "root"}
    assert rules.taken is LocalPasswords.EMERGENCY


def test_one_issuer_is_one_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = {name.replace("CORP", "TWIN"): value for name, value in CORP.items()}

    with pytest.raises(UnusableSettings, match="have one issuer"):
        given(monkeypatch, CORP | twice | {"OIDC_PROVIDERS": "corp,twin"})
