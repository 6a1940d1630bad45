"""Secrets, each sent in one place only, so that a find names its source."""

import re
import secrets
from dataclasses import dataclass, field

# Of sessions and of integrations, JWTs, those of webhooks, those of forms, and those of factors.
TOKENS = re.compile(
    r"im[ucikmrsb]_[-\w]{43}|(?<=\.)[-\w]{43}(?=\")|eyJ[-\w]+\.[-\w]+\.[-\w]+|whsec_[\w+/]{43}=|"
    r"(?<=value=\")[0-9a-f]{64}(?=\")|"
    r"(?<=\"secret\":\")[A-Z2-7]{32}|(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}|"
    r"(?<=challenge\\\": \\\")[-\w]{43}"
)


@dataclass
class Canaries:
    """The secrets that were sent and the tokens that were answered."""

    sent: dict[str, str] = field(default_factory=dict)  # by place
    issued: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)  # of six digits, which other numbers may contain

    def new(self, place: str) -> str:
        """A new secret for a place, valid as a name, a number's digits, a header and a path."""
        self.sent[place] = f"canary{secrets.token_hex(12)}"
        return self.sent[place]

    def keep_tokens(self, text: str) -> None:
        """Remember the tokens in an answer."""
        self.issued.update(TOKENS.findall(text))

    def found_in(self, written: bytes) -> set[str]:
        """The places whose secrets the text contains, and the tokens in it."""
        folded = written.lower()  # headers and hosts are
        places = {place for place, secret in self.sent.items() if secret.encode() in folded}
        tokens = {token for token in self.issued if token.encode() in written}
        alone = rb"(?<![\da-f.])%s(?![\da-f.])"
        codes = {code for code in self.codes if re.search(alone % code.encode(), written)}
        return places | tokens | codes
