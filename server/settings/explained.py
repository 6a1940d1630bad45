"""Reads the settings, or says in plain text why they cannot be used."""

from pydantic import ValidationError

from server.settings.secret_files import UnreadableSecret
from server.settings.settings import Settings, UnknownSetting, read
from server.settings.sign_in.provider_settings import UnusableProvider


class UnusableSettings(ValueError):
    """The settings are wrong. The text names the variables and never contains a secret."""


def read_explained() -> Settings:
    """The settings of this process; raises UnusableSettings."""
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
