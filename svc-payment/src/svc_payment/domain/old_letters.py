"""Vietnamese written with the letters of before Unicode: TCVN3, by which fonts such as .VnTime show ``V¨n`` as Văn.

Taken as it stands, it would make a name that is nobody's. Source: TCVN 5712:1993, the one-byte set VN3.
"""

import re

_MARKS = "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾"
"""What its accented letters are in Latin-1, as far as Latin-1 has no letters there."""
_BESIDE_A_LETTER = re.compile(rf"[^\W\d_][{_MARKS}]|[{_MARKS}][^\W\d_]")
_TONE_WITHOUT_VOWEL = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
"""A tone apart from its vowel in composed text: what Windows-1258 makes of some of its letters."""
_CAPITAL_WITHIN = re.compile(r"[a-z][À-ÖØ-ÞĂĐƠƯ](?:[a-z]|\b)")
"""``NguyÔn``: the rest of its letters are other accented capitals."""


def in_tcvn3(text: str) -> bool:
    """Whether ``text``, composed, cannot be Unicode's Vietnamese and would be TCVN3's."""
    return bool(_BESIDE_A_LETTER.search(text) or _TONE_WITHOUT_VOWEL.search(text))


def name_in_tcvn3(name: str) -> bool:
    """Names have no capitals within a word."""
    return in_tcvn3(name) or bool(_CAPITAL_WITHIN.search(name))
