"""Reads which group of a provider gives which role, as a list or as a JSON object."""

import json
from typing import TypeAlias

from server.settings.comma_separated import split

Pairs: TypeAlias = tuple[tuple[str, str], ...]


def parse(text: str) -> Pairs:
    """Pairs of a group and a role; raises ValueError.

    `agents=Support,admins=*` is a list. Groups with commas or `=` need JSON:
    `{"cn=agents,ou=shop": "Support"}`.
    """
    pairs = _of_json(text) if text.lstrip().startswith("{") else _of_list(text)
    if not all(group and role for group, role in pairs):
        raise ValueError("must name a group and a role: agents=Support")
    return pairs


def _of_list(text: str) -> Pairs:
    parts = [part.partition("=") for part in split(text)]
    return tuple((group.strip(), role.strip()) for group, _, role in parts)


def _of_json(text: str) -> Pairs:
    try:
        found = json.loads(text)
    except ValueError:
        raise ValueError("must be a list, or a JSON object of groups and roles") from None
    pairs = [
        (group, role)
        for group, roles in found.items()
        for role in (roles if isinstance(roles, list) else [roles])
    ]
    if not all(isinstance(role, str) for _, role in pairs):
        raise ValueError("must name roles by text")
    return tuple((group.strip(), role.strip()) for group, role in pairs)
