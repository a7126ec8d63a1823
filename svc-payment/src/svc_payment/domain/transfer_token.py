"""The token by which a bank transfer names its payment: short, letters and digits only, with a check digit.

Banks strip accents and punctuation from what a payer writes, put words before and after it, break it with spaces and
cut it off. So the token stands first, is searched for and never compared whole, and a digit of it that was lost or
changed is noticed. Letters that look like digits are left out.
"""

import hashlib
import re
from collections.abc import Iterator

PREFIX = "QNS"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 10
_TOKEN = re.compile(rf"{PREFIX}(?=([{_ALPHABET}]{{{_LENGTH + 1}}}))")


def token_of(payment_id: str) -> str:
    """``QNS`` and eleven characters: the same for the same payment, 50 bits wide."""
    number = int.from_bytes(hashlib.sha256(payment_id.encode()).digest()[:8], "big")
    body = ""
    for _ in range(_LENGTH):
        number, digit = divmod(number, 32)
        body += _ALPHABET[digit]
    return f"{PREFIX}{body}{_check(body)}"


def tokens_in(content: str) -> Iterator[str]:
    """Every token with a right check digit in what the bank passed on."""
    compact = re.sub(r"[^A-Z0-9]", "", content.upper())
    seen = set()
    for match in _TOKEN.finditer(compact):
        body, check = match[1][:-1], match[1][-1]
        token = f"{PREFIX}{match[1]}"
        if check == _check(body) and token not in seen:
            seen.add(token)
            yield token


def _check(body: str) -> str:
    """Each place weighs another odd number, so that one wrong or two exchanged characters change the digit."""
    total = sum((2 * place + 1) * _ALPHABET.index(letter) for place, letter in enumerate(body))
    return _ALPHABET[total % 31]
