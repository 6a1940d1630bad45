"""Decides which invisible characters a text may have: one rule for each kind of text.

An invisible character makes two texts look equal, or a required text look empty; a direction
control turns the text around it round (Unicode Technical Report 36).
"""

import re
import unicodedata
from typing import Final

# Letters of some scripts are joined or kept apart by the first two, and chosen by the others.
_JOINERS: Final = "\u200c\u200d"
_SELECTORS: Final = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
# Format characters without those that are seen (Arabic number signs), fillers, and the blank of
# braille; from U+E0000 on tags, which can hide a whole text.
_HIDDEN: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_IN_NO_NAME: Final = re.compile(f"[{_HIDDEN}]+")
_INVISIBLE: Final = re.compile(f"[{_HIDDEN}{_JOINERS}{_SELECTORS}]+")
# Joiners after ASCII and repeated ones change nothing that is seen.
_IDLE_JOINERS: Final = re.compile(
    f"(?:^|(?<=[\\x00-\\x7f]))[{_JOINERS}]+|(?<=[{_JOINERS}])[{_JOINERS}]+"
)
_BETWEEN_WORDS: Final = re.compile("[\t\n\v\f\r\x85\u2028\u2029]")
_AROUND_WORDS: Final = (
    "<>\"',;()[]\u201c\u201d\u201e\u00ab\u00bb"  # of a pasted `Name <mail>` or `Last, First`
)
_UNSAFE: Final = re.compile(f"[\\x00-\\x1f\\x7f-\\x9f\u2028\u2029{_HIDDEN}]")


def name(written: str) -> str:
    """A name, a reason or another text for people: joiners stay, everything else hidden goes."""
    text = unicodedata.normalize("NFC", written)
    return text if text.isascii() else _IDLE_JOINERS.sub("", _IN_NO_NAME.sub("", text))


def address(written: str) -> str:
    """An e-mail address or a username, at sign-in as where it is stored: nothing hidden stays."""
    text = unicodedata.normalize("NFC", written)
    return _INVISIBLE.sub("", text).strip()


def search(written: str) -> str:
    """Words to search for, as they are pasted: without anything hidden and marks around words."""
    text = _BETWEEN_WORDS.sub(" ", _INVISIBLE.sub("", written))
    words = (word.strip(_AROUND_WORDS) for word in text.split())
    return " ".join(word for word in words if word)


def length(text: str) -> int:
    """How many characters of a text are not hidden; 0 if nothing of it is seen."""
    seen = _INVISIBLE.sub("", text)
    is_seen = any(unicodedata.category(character)[0] in "LNPS" for character in seen)
    return len(seen) if is_seen else 0


def for_terminals(text: str) -> str:
    """A text, or JSON, with escapes for what could control or deceive a terminal."""
    return _UNSAFE.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    """In UTF-16, as in JSON."""
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))
