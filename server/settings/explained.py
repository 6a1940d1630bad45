"""Reads the settings, or says in plain text why they cannot be used."""

import os
import re
from typing import Final

from pydantic import ValidationError

from server.settings.secret_files import SUFFIX, UnreadableSecret
from server.settings.settings import PREFIX, Settings, UnknownSetting, read
from server.settings.sign_in.provider_settings import UnusableProvider

_NOT_UTF8: Final = re.compile("[\udc80-\udcff]")  # the form of other bytes in os.environ


class UnusableSettings(ValueError):
    """The settings are wrong. The text names the variables and never contains a secret."""


def read_explained() -> Settings:
    """The settings of this process; raises UnusableSettings."""
    if damaged := sorted(filter(_is_damaged, os.environ)):
        raise UnusableSettings(f"{', '.join(damaged)} must be UTF-8 text.")
    try:
        return read()
    except (UnknownSetting, UnreadableSecret, UnusableProvider) as error:
        raise UnusableSettings(str(error)) from None
    except ValidationError as error:
        problems = "\n".join(
            f"  {_name_of(found['loc'])}{found['msg'].removeprefix('Value error, ')}"
            for found in error.errors(include_input=False, include_context=False)
        )
        raise UnusableSettings(f"The settings cannot be used:\n{problems}") from None


def _name_of(location: tuple[int | str, ...]) -> str:
    """The variable that is wrong; a check of several variables names them in its text."""
    return f"IMITATE_{location[0]}: ".upper() if location else ""


def _is_damaged(name: str) -> bool:
    """Whether it is a setting in another encoding, such as names of roles; paths may be in any."""
    if not name.startswith(PREFIX) or name.endswith(SUFFIX):
        return False
    return bool(_NOT_UTF8.search(os.environ[name]))
