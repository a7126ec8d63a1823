"""Vietnamese text as people type, copy and paste it: one spelling for storing, one folded form for searching.

``normal`` is the door: every JSON body passes it (``shared/web.py``), and so do forms, files of editors and what other
systems tell. It changes nothing that a reader sees, but for signs that keyboards and word processors set on their own.
What joins several emoji into one picture stays between them; where no emoji may stand, they are refused themselves.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Control characters that no text of a citizen or officer holds; tab and line feed are none of them."""

_AS_MEANT = re.compile("[ -~À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ\n]*")
"""Vietnamese and ASCII as nearly all texts have it: told apart at once, for every request comes by here."""

_MEANT = {
    **dict.fromkeys("‘’‚‛′‵ʹʻʼʽˈ´＇", "'"),
    **dict.fromkeys("“”„‟″‶＂", '"'),
    **dict.fromkeys("‐‑‒–—―⁃−﹘﹣－", "-"),
    # Eth and the African D look like Đ, and some keyboards give them for it.
    **dict.fromkeys("ÐƉ", "Đ"),
    **dict.fromkeys("ðɖ", "đ"),
    **dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n"),
    "\t": " ",
    # Letters and signs that show nothing: fillers, the empty Braille cell, the choice of a picture's look.
    **dict.fromkeys("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0", ""),
    **dict.fromkeys(map(chr, range(0xFE00, 0xFE10)), ""),
    **dict.fromkeys(map(chr, range(0xE0100, 0xE01F0)), ""),
    # Noncharacters (Unicode 16, 23.7): they show nothing, and two of them no XML may hold.
    **dict.fromkeys(map(chr, range(0xFDD0, 0xFDF0)), ""),
    **dict.fromkeys((chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)), ""),
}
_FOLDED = {**dict.fromkeys("đð", "d"), **dict.fromkeys("ƀɓ", "b"), "ɖ": "d", "ɗ": "d", "ı": "i", "`": "'"}
"""Letters that no decomposition makes plain; ``ƀ`` is one of the Bahnar and the Ê Đê."""

_JOINER, _IN_COLOUR = "\u200d", "\ufe0f"
_PICTURE = (
    "[\xa9\xae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf"
    "\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
"""The blocks in which emoji and the colours of their skin stand (Unicode's emoji-data)."""
_EMOJI = re.compile(f"({_PICTURE}{_IN_COLOUR}?(?:{_JOINER}{_PICTURE}{_IN_COLOUR}?)*|[0-9#*]{_IN_COLOUR}\u20e3)")
"""One picture, of however many characters (Unicode Technical Standard 51)."""

_MARKS = "".join(filter(unicodedata.combining, map(chr, range(0x300, 0x1F000))))
_PILED = re.compile(f"([{_MARKS}]{{30}})[{_MARKS}]+")
"""More marks on one letter than Unicode's stream-safe form has (UAX 15, 13). To compose them takes the square of their
number: a body of 260 kB would take half a minute."""

MOST_MARKS = 3
"""The most marks on one letter when it is composed: the scripts that people write here need one."""

_ONE_SOUND = re.compile(r"(?<![aeou])y|(?<=qu)y")
"""Where ``y`` and ``i`` are one sound and people write either: ``ký`` and ``kí``, not ``tay`` and ``tai``."""
_NO_LETTER = re.compile(r"(?<!\d)\.|\.(?!\d)|[^\w.]+|_+")
"""A full stop is one of a code, such as ``1.001193``, between figures alone."""


class _Typed(dict[int, str]):
    """What each character is meant to be, worked out when it first comes."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        meant = " " if category == "Zs" else "" if category == "Cf" else character
        if character.isalnum() and category != "No" and (plain := nfkc(character)).isalnum():
            # Letters and figures of other shapes: wide ones, ligatures, those of mathematics.
            meant = "".join(_MEANT.get(each, each) for each in plain)
        self[code] = _MEANT.get(character, meant)
        return self[code]


_TYPED = _Typed()


class _Seen(dict[int, str]):
    """The same, of signs that are meant as they stand: only what shows nothing leaves."""

    def __missing__(self, code: int) -> str:
        self[code] = chr(code) if _TYPED[code] else ""
        return self[code]


_SEEN = _Seen()


def nfc(text: str) -> str:
    """``text`` in composed form: decomposed Vietnamese counts twice in Zalo's length limits. Of marks without end on
    one letter the first stay.
    """
    return unicodedata.normalize("NFC", _PILED.sub(r"\1", text))


def nfkc(text: str) -> str:
    """The same, with ornamental letters, ligatures and wide figures as plain ones."""
    return unicodedata.normalize("NFKC", _PILED.sub(r"\1", text))


def normal(text: str) -> str:
    """``text`` as it was meant: composed; plain spaces, quotes, dashes, letters and figures; no characters that show
    nothing; no blanks around it.
    """
    if _AS_MEANT.fullmatch(text):
        return text.strip()
    return _translated(text.replace("\r\n", "\n"), _TYPED)


def seen(text: str) -> str:
    """``text`` composed, and without the characters that show nothing: quotes and dashes as who publishes set them."""
    return _translated(text, _SEEN)


def _translated(text: str, meant: dict[int, str]) -> str:
    parts = _EMOJI.split(nfc(text))
    return nfc("".join(part if at % 2 else part.translate(meant) for at, part in enumerate(parts))).strip()


def normal_texts(value: Any) -> Any:
    """``value``, as JSON gives it, with every text in it ``normal``; names of members stay as they are."""
    return each_text(normal, value)


def each_text(read: Callable[[str], str], value: Any) -> Any:
    """``value``, as JSON gives it, with every text as ``read`` gives it."""
    if isinstance(value, str):
        return read(value)
    if isinstance(value, list):
        return [each_text(read, member) for member in value]
    if isinstance(value, dict):
        return {name: each_text(read, member) for name, member in value.items()}
    return value


def one_line(text: str) -> str:
    """``text`` as it was meant, with one space between words; in a line a grave accent is an apostrophe mistyped."""
    return " ".join(normal(text).replace("`", "'").split())


def not_for_names(name: str) -> str:
    """The characters of ``name`` that no name has, each once: emoji and other symbols, what cannot be printed."""
    found = (character for character in name if unicodedata.category(character)[0] in "CS")
    return "".join(dict.fromkeys(found))


def pictures(name: str) -> str:
    """The characters of ``name`` that no name of a thing has either, each once: emoji, and what shows nothing. Signs of
    units and sums, such as ``°``, ``+`` and ``₫``, are none.
    """
    found = (one for one in name if unicodedata.category(one) in ("So", "Sk", "Cc", "Cf", "Cn", "Co", "Cs"))
    return "".join(dict.fromkeys(one for one in found if one > "\u2190" or unicodedata.category(one)[0] == "C"))


def piles_marks(text: str) -> bool:
    """Whether a letter of ``text`` bears so many marks that they cover the lines around it."""
    return "M" * (MOST_MARKS + 1) in "".join(unicodedata.category(character)[0] for character in text)


def plain_name(name: str) -> str:
    """A name of somebody else's system, as papers have it: ornamental letters plain (``𝓛𝓪𝓷`` is Lan), no symbols."""
    name = nfkc(name)
    return one_line(name.translate(dict.fromkeys(map(ord, not_for_names(name)), " ")))


def has_word(text: str) -> bool:
    """Whether there is a letter or a figure in ``text``, and not marks and pictures alone."""
    return any(map(str.isalnum, text))


def has_letter(text: str) -> bool:
    return any(unicodedata.category(character)[0] == "L" for character in text)


def grouped(number: float) -> str:
    """``1250000`` → ``1.250.000``, ``1234.5`` → ``1.234,5``: as people write numbers here."""
    return f"{number:,}".translate(_NUMBER_MARKS)


_NUMBER_MARKS = str.maketrans(",.", ".,")


def fold(text: str) -> str:
    """Lower case without accents, ``đ`` as ``d``, one space between words: ``Đăng ký`` → ``dang ky``."""
    alone = normal(text).replace(_JOINER, "").replace(_IN_COLOUR, "")
    letters = unicodedata.normalize("NFKD", alone.casefold()).casefold()
    plain = (_FOLDED.get(character, character) for character in letters if not unicodedata.combining(character))
    return " ".join(normal("".join(plain)).split())


def one_sound(folded: str) -> str:
    """``folded`` with ``y`` as ``i`` where both are written."""
    return _ONE_SOUND.sub("i", folded)


def search_key(text: str) -> str:
    """What finds ``text``, however it is spelt: it folded, with ``i`` for ``y`` where both are written, words alone."""
    return " ".join(_NO_LETTER.sub(" ", one_sound(fold(text).replace("'", ""))).split())


def stands_in(query: str, text: str) -> bool:
    """Whether ``query`` is a part of ``text``, typed with or without accents and spaces; marks alone are no part."""
    typed = _typed(query)
    return typed in _typed(text) if typed else not normal(query).strip()


@lru_cache(4096)
def _typed(text: str) -> str:
    """A query is held against the same few hundred names, and each name against every query."""
    return joined(search_key(text))


def joined(key: str) -> str:
    """``key`` as who leaves out spaces types it; where a word ends, and with it which ``y`` is an ``i``, is lost."""
    return key.replace(" ", "").replace("y", "i")
