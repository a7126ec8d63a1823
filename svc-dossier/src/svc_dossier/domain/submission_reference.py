"""Mã nộp: what names a dossier to people until it has its legal code.

``HS-7K3M-Q9WX-52TA``: eleven symbols derived from the dossier's id, and one that checks them. Crockford's alphabet has
no I, L, O, U, so it can be read out over a telephone. It grants no access to anything.
"""

import hashlib

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SYMBOLS = 11
_LOOKALIKES = str.maketrans("OIL", "011")


def submission_reference(dossier_id: str, attempt: int = 0) -> str:
    """The reference of ``dossier_id``; another one for each ``attempt``, should the first be taken already.

    55 bits: with ten million dossiers the chance that any two meet is about one in a thousand.
    """
    number = int.from_bytes(hashlib.sha256(f"{dossier_id}#{attempt}".encode()).digest()[:8], "big")
    values = [number >> (5 * position) & 31 for position in range(_SYMBOLS)]
    symbols = "".join(_ALPHABET[value] for value in (*values, _check(values)))
    return f"HS-{symbols[:4]}-{symbols[4:8]}-{symbols[8:]}"


def read_reference(text: str) -> str | None:
    """The reference that somebody typed, as it is stored; ``None`` when a symbol is wrong or two are swapped."""
    plain = "".join(text.split()).upper().replace("-", "").removeprefix("HS").translate(_LOOKALIKES)
    if len(plain) != _SYMBOLS + 1 or not {*plain} <= {*_ALPHABET}:
        return None
    values = [_ALPHABET.index(symbol) for symbol in plain]
    return f"HS-{plain[:4]}-{plain[4:8]}-{plain[8:]}" if _check(values[:-1]) == values[-1] else None


def _check(values: list[int]) -> int:
    # Weights are odd, so that each wrong symbol shows; 2i+1 and 2i+3 differ by two, so a swap shows unless 16 apart.
    return sum((2 * position + 1) * value for position, value in enumerate(values)) % 32
