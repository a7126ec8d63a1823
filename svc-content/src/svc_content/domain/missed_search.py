"""Searches in vain: the words are kept, the people are not.

Kept is what is Vietnamese, syllable by syllable. Addresses, codes and passwords hardly ever are, and this needs no list
of what they may be; the price is that foreign words and abbreviations are not counted. A list of the words that are
published would not do: what is searched for in vain often stands in none of them. Names are Vietnamese too, so those
that can be known are left out, with some streets that bear one; a name in small letters without its surname, or with
one that is also an everyday word, cannot be told from other words.
"""

import re
from itertools import pairwise

from shared.text import fold, normal
from svc_content.domain.search_text import words

LONGEST = 60
MOST_DIGITS = 4
"""More in a query may be the number of a person, a phone or a dossier."""

_SYLLABLE = re.compile(
    r"(?:ngh?|ch|gh|gi|kh|nh|ph|qu|th|tr|[bcdghklmnprstvx])?"
    r"(?:uye|uya|uyu|oai|oay|oeo|uay|uoi|uou|ieu|yeu|"
    r"ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy|ya|ye|[aeiouy])"
    r"(?:ng|nh|ch|[cmnpt])?"
)
"""A syllable without its marks: beginning, vowels and end as Vietnamese spelling has them."""

_SURNAMES = (
    *("nguyễn", "trần", "lê", "phạm", "huỳnh", "hoàng", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô", "dương"),
    *("lý", "đinh", "trương", "đoàn", "lâm", "mai", "cao", "tạ", "châu", "lương", "phùng", "tô", "đào"),
)
"""Those of nine in ten people (Lê Trung Hoa, Họ và tên người Việt Nam, 2005), and some more."""
_SURNAMES_ALONE = ("nguyễn", "trần", "huỳnh", "đặng", "bùi", "ngô")
"""Those that are hardly a word of another meaning, where they have their marks."""
_NAME = re.compile(
    rf"\b(?:{'|'.join(_SURNAMES_ALONE)}) \w"
    rf"|\b(?:{'|'.join(form for name in _SURNAMES for form in (name, fold(name)))}) (?:văn|van|thị|thi)\b"
)


def kept(query: str) -> str | None:
    """The words to count, or ``None`` where they may tell of a person."""
    asked = words(query)
    digits = sum(letter.isdigit() for letter in query)
    if not asked or digits > MOST_DIGITS or "@" in query or _names_somebody(query):
        return None
    if not all(word.isdecimal() or _SYLLABLE.fullmatch(fold(word)) for word in asked):
        return None
    return " ".join(asked)[:LONGEST]


def _names_somebody(query: str) -> bool:
    """Whether there is a surname before another name, or words side by side that each begin with a capital."""
    capital = [word.istitle() for word in normal(query).split()]
    return any(map(all, pairwise(capital))) or _NAME.search(" ".join(words(query))) is not None
