"""The code of a report or a question: random, easy to read aloud, never given twice, and no key to anything.

Letters and digits that are taken for one another (0 O, 1 I L, 5 S, 8 B, 2 Z) are left out. The last character is a
check: one wrong character, or two neighbours exchanged, are noticed.
"""

import re

ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"
LENGTH = 9
_FORM = re.compile(rf"(PA|HD)-([{ALPHABET}]{{4}})-([{ALPHABET}]{{5}})-([{ALPHABET}])")
REPORT, QUESTION = "PA", "HD"


def code_of(prefix: str, number: int) -> str:
    """The code that a random ``number`` below ``25 ** 9`` gives: PA-XXXX-XXXXX-X."""
    digits = []
    for _ in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    body = "".join(digits)
    return f"{prefix}-{body[:4]}-{body[4:]}-{_check(body)}"


def is_code(text: str) -> bool:
    match = _FORM.fullmatch(text)
    return match is not None and _check(match[2] + match[3]) == match[4]


def _check(body: str) -> str:
    """Weights that differ by position and share no factor with 25."""
    weights = (1, 2, 3, 4, 6, 7, 8, 9, 11)
    total = sum(weight * ALPHABET.index(character) for weight, character in zip(weights, body, strict=True))
    return ALPHABET[total % len(ALPHABET)]
