"""Searches in vain: the words are kept, the people are not.

Kept is what is Vietnamese, syllable by syllable. Addresses, codes and passwords hardly ever are, and this needs no list
of what they may be; the price is that foreign words and abbreviations are not counted. A list of the words that are
published would not do: what is searched for in vain often stands in none of them. Names are Vietnamese too, so whatever
may be one is left out: a few words of which the first is a surname, in whatever letters, unless they begin like an
everyday word (``hồ sơ``). Streets that bear a name go with them. A given name alone cannot be told from other words.
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
_PLAIN_SURNAMES = ("nguyen", "tran", "pham", "huynh", "hoang", "bui")
"""Those that are hardly a word of another meaning even without their marks."""
_MARKED, _PLAIN = "|".join(_SURNAMES), "|".join(_PLAIN_SURNAMES)
_EITHER = "|".join(form for name in _SURNAMES for form in (name, fold(name)))
_NAME = re.compile(
    rf"\b(?:{_EITHER}) (?:văn|van|thị|thi)\b"
    rf"|\b(?:nguyễn|trần|huỳnh|đặng|bùi|ngô)(?: \w|$)"
    rf"|\b(?:ông|bà|anh|chị|em|cô|chú|bác|ong|ba|chi|co|chu|bac) (?:{_EITHER}) \w"
)
_WHOLE_NAME = re.compile(rf"(?:{_MARKED}|{_PLAIN})(?: \w+){{1,3}}")
"""Nothing but a name: of two to four words."""
_EVERYDAY = (
    *("hồ sơ", "hồ chứa", "hồ bơi", "lý lịch", "lý do", "mai táng", "lương hưu", "lương tối", "đào tạo", "đoàn viên"),
    *("đoàn thanh", "lâm nghiệp", "lâm sản", "cao tuổi", "cao đẳng", "cao học", "cao tốc", "vũ khí", "vũ trường"),
    *("võ thuật", "võ cổ", "dương tính", "đỗ xe", "châu chấu", "phan rang", "hoàng sa", "đinh ốc"),
)
_EVERYDAY_START = re.compile(rf"(?:{'|'.join(_EVERYDAY)})\b")
"""What begins like a surname and is none."""


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
    asked = " ".join(words(query))
    whole = _WHOLE_NAME.fullmatch(asked) and not _EVERYDAY_START.match(asked)
    return any(map(all, pairwise(capital))) or bool(whole or _NAME.search(asked))
