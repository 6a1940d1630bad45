"""The names of Shopware's headers, which its clients send and read."""

from typing import Final

ACCESS_KEY: Final = "sw-access-key"
CONTEXT_TOKEN: Final = "sw-context-token"  # noqa: S105 - a header's name
LANGUAGE: Final = "sw-language-id"
