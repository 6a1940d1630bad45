"""Estimates how many guesses a secret withstands, in bits: its length alone says little."""

import math
import re
from collections import Counter
from itertools import pairwise
from typing import Final

WORD: Final = re.compile(r"[A-Z]?[a-z]{3,}|[A-Z]{4,}")
VOWELS: Final = re.compile(r"[aeiouy]")
FEWEST_VOWELS: Final = 0.25  # of the letters of a word
MOST_VOWELS: Final = 0.75
CONSONANTS: Final = re.compile(r"[^aeiouy]{4}")  # few words of English have so many in a row
OF_A_LETTER: Final = 2.0  # bits of a letter in a word; Shannon estimated less for English text
OF_A_ROW: Final = 8.0  # bits: where it begins, and how long it is
ROWS: Final = ("qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm")  # of keyboards
SHORTEST_ROW: Final = 4


def bits_of(secret: str) -> float:
    """The bits of a secret. Repetitions, rows such as 1234, and words count for little."""
    without_rows, rows = _take_rows(_period(secret))
    singles, letters = _take_words(without_rows)
    return rows * OF_A_ROW + letters * OF_A_LETTER + len(singles) * _shannon(singles)


def _period(text: str) -> str:
    """What the text repeats."""
    return next((text[:n] for n in range(1, len(text)) if text[n:] == text[:-n]), text)


def _take_rows(text: str) -> tuple[str, int]:
    """The text without rows of characters that follow each other, and their number."""
    rest, rows, start = [], 0, 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _is_row(text[start : end + 1].lower()):
            continue
        if end - start < SHORTEST_ROW:
            rest.append(text[start:end])
        else:
            rows += 1
        start = end
    return "".join(rest), rows


def _is_row(text: str) -> bool:
    """Whether each character follows on the one before, in the alphabet or on a keyboard."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({-1}, {0}, {1}) or any(text in row or text[::-1] in row for row in ROWS)


def _take_words(text: str) -> tuple[str, int]:
    """The text without what looks like words, and the number of their letters."""
    rest = WORD.sub(lambda found: "" if _is_word(found[0].lower()) else found[0], text)
    return rest, len(text) - len(rest)


def _is_word(letters: str) -> bool:
    """Random letters have few vowels, and many consonants in a row."""
    share = len(VOWELS.findall(letters)) / len(letters)
    return FEWEST_VOWELS <= share <= MOST_VOWELS and not CONSONANTS.search(letters)


def _shannon(text: str) -> float:
    """The bits of a character by how often each occurs."""
    shares = [number / len(text) for number in Counter(text).values()]
    return -sum(share * math.log2(share) for share in shares)
