"""Parses the URL of a webhook, and shortens it for those who may not use it."""

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from auth.errors import Invalid
from auth.texts.hosts import host_and_port
from auth.webhooks.addresses import AddressRules

LONGEST: Final = 500  # characters
SHOWN: Final = 5  # characters of the path, its slash among them
# Visible ASCII, so that no library reads the URL in another way; no user, no fragment.
_REST: Final = r"(?:/[!-\"$-;=?-\[\]-~]*|\?[!-\"$-;=?-\[\]-~]*)?"
_URL: Final = re.compile(rf"(https?)://([^/?#\\@]+)({_REST})", re.IGNORECASE)


def parse(written: str, rules: AddressRules, *, field: str = "url") -> str:
    """The URL with its host in the form of auth/texts/hosts.py; raises Invalid.

    What a name leads to is checked whenever it is connected to.
    """
    found = _URL.fullmatch(written) if len(written) <= LONGEST else None
    if found is None:
        text = "A webhook looks like https://crm.example/hooks, without user, password and '#'."
        raise Invalid(field, text)
    scheme = found[1].lower()
    if rules.https_only and scheme != "https":
        raise Invalid(field, "Webhooks are sent by https.")
    try:
        host, port = host_and_port(found[2])
    except ValueError:
        raise Invalid(field, "The host is a name by IDNA 2008 or an IP address.") from None
    if not _may_be_public(host, rules):
        raise Invalid(field, "This address is not public: see WEBHOOK_ALLOW_NETWORKS.")
    return f"{scheme}://{host}{'' if port is None else f':{port}'}{found[3]}"


def shortened(url: str) -> str:
    """Scheme, host and the first characters of the path; an ellipsis stands for the rest.

    Many receivers keep a key in the path or in the query, with which anybody may post to them.
    """
    parts = urlsplit(url)
    start = f"{parts.scheme}://{parts.netloc}{parts.path[:SHOWN]}"
    return start if start == url else f"{start}…"


def _may_be_public(host: str, rules: AddressRules) -> bool:
    if host == "localhost" or host.endswith(".localhost"):  # RFC 6761, 6.3
        return rules.allow("127.0.0.1") or rules.allow("::1")
    try:
        address = str(ip_address(host.strip("[]")))
    except ValueError:  # a name
        return True
    return rules.allow(address)
