"""Text as people type, copy and paste it, over every character that there is."""

import sys
import unicodedata
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text import (
    fold,
    has_letter,
    joined,
    nfc,
    nfkc,
    normal,
    normal_texts,
    not_for_names,
    one_line,
    plain_name,
    search_key,
)

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
SHOWS_NOTHING = (
    "\ufffe\uffff\ufdd0\U0001fffe"
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a\u202c\u200e\u200f\u061c\u034f\ufe0f\u3164\u2800"
)


ASSIGNED = (*range(0, 0xD800, 2048), *range(0xE000, 0x32800, 2048), 0xE0000, 0xF0000, 0x10F800)
"""Where the blocks begin that have characters; the planes between are empty."""


def blocks() -> Iterator[str]:
    """Every character but surrogates, between letters, some at a time."""
    for first in ASSIGNED:
        yield "a" + "b".join(chr(code) for code in range(first, first + 2048)) + "z"


@pytest.mark.slow
def test_no_character_is_forgotten() -> None:
    covered = {code for first in ASSIGNED for code in range(first, first + 2048)}
    left = (code for code in range(sys.maxunicode + 1) if code not in covered)
    assert {unicodedata.category(chr(code)) for code in left} <= {"Cn", "Co", "Cs"}


def test_what_was_made_normal_stays_as_it_is() -> None:
    for block in blocks():
        made = normal(block)
        assert normal(made) == made
        assert unicodedata.is_normalized("NFC", made)


def test_no_character_is_left_that_shows_nothing_or_is_another_space() -> None:
    for block in blocks():
        left = {unicodedata.category(character) for character in normal(block) if character not in " \n"}
        assert left.isdisjoint({"Cf", "Zs", "Zl", "Zp"})


@pytest.mark.slow
def test_folding_over_every_character_comes_to_an_end() -> None:
    for block in blocks():
        assert fold(folded := fold(block)) == folded
        assert search_key(key := search_key(block)) == key


def test_vietnamese_is_what_it_was_in_both_its_spellings() -> None:
    for letters in (LETTERS, LETTERS.upper()):
        assert normal(letters) == letters
        assert normal(unicodedata.normalize("NFD", letters)) == letters
    assert {*fold(LETTERS)} == {*"aeiouyd"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("\ufeffNguy\u200bễn\u00a0Văn\u2003A ", "Nguyễn Văn A"),
        ("Ia H’Drai", "Ia H'Drai"),
        ("“một cửa” – ‘đúng hẹn’", "\"một cửa\" - 'đúng hẹn'"),
        ("Ðặng Ɖức ðồng", "Đặng Đức đồng"),
        ("a\r\nb\u2028c\x0bd", "a\nb\nc\nd"),
        ("một\thai", "một hai"),
        ("Ｎｇｕｙễｎ ﬁ 𝐀 ２", "Nguyễn fi A 2"),
        ("Lê™ №2 ½ m²", "Lê™ №2 ½ m²"),
        (" H'Drai ", "H'Drai"),
    ],
)
def test_what_was_typed_and_what_was_meant(typed: str, meant: str) -> None:
    assert normal(typed) == meant
    assert normal_texts({"a": [typed, 1, None]}) == {"a": [meant, 1, None]}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("👨\u200d👩\u200d👧 đèn hỏng ❤\ufe0f", "👨\u200d👩\u200d👧 đèn hỏng ❤\ufe0f"),
        ("👩🏽\u200d🚒", "👩🏽\u200d🚒"),  # with the colour of her skin
        ("🏳\ufe0f\u200d🌈", "🏳\ufe0f\u200d🌈"),
        ("Số 1\ufe0f\u20e3", "Số 1\ufe0f\u20e3"),
        ("đèn\u200d hỏng\ufe0f", "đèn hỏng"),
        ("đèn\ufe0f\u200d👧", "đèn👧"),
        ("👧\u200d\u200d👧", "👧👧"),
        ("👧\u200d", "👧"),
        ("❤\ufe0f\ufe0f❤\ufe0e", "❤\ufe0f❤"),
        ("1\ufe0f2", "12"),
        ("\u200d\ufe0f", ""),
    ],
)
def test_what_joins_emoji_stays_between_them_and_nowhere_else(typed: str, meant: str) -> None:
    assert normal(typed) == normal(meant) == meant
    alone = "".join(character for character in typed if character not in "\u200d\ufe0f\ufe0e")
    assert fold(typed) == fold(alone)


@given(st.text(st.characters(codec="utf-8")))
def test_one_line_has_no_other_space_than_single_ones(text: str) -> None:
    assert one_line(text).split(" ") == (one_line(text).split() or [""])


@pytest.mark.parametrize("nothing", [*SHOWS_NOTHING, SHOWS_NOTHING, "\u200b" * 3, " \u00a0 "])
def test_what_shows_nothing_is_nothing(nothing: str) -> None:
    assert normal(nothing) == ""
    assert not has_letter(normal(nothing))


@pytest.mark.parametrize("name", ["Nguyễn Thị Mẫu", "Y Krơ\u0306ng Ăđrơng", "H'Drai", "Trần Văn A (Tư)", "Nông Đức II"])
def test_names_of_people_have_nothing_that_no_name_has(name: str) -> None:
    assert not_for_names(normal(name)) == ""


@pytest.mark.parametrize("strange", ["😀", "❤", "🇻🇳", "→", "\ufffd", "\x07", "\ue000", "+", "<", "\U0001faff"])
def test_symbols_are_no_part_of_a_name(strange: str) -> None:
    assert {*not_for_names(f"Lan {strange}")} == {*strange}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("đăng kí", "Đăng ký"),
        ("quí", "quý"),
        ("Lí Sơn", "Lý Sơn"),
        ("hoà thuỷ", "hòa thủy"),
        ("ƀiă", "biă"),
        ("H`Drai", "H’Drai"),
        ("ＫＨＡＩ sinh", "khai sinh"),
        ("sản-nhi", "Sản – Nhi"),
    ],
)
def test_spellings_of_one_word_are_found_by_one_another(one: str, other: str) -> None:
    assert search_key(one) == search_key(other)


@pytest.mark.parametrize(("one", "other"), [("tay", "tai"), ("thúy", "thúi"), ("máy", "mái")])
def test_words_that_sound_otherwise_stay_apart(one: str, other: str) -> None:
    assert search_key(one) != search_key(other)


@pytest.mark.parametrize("typed", ["Khai sinh.", "khai sinh…", "Khai. Sinh –", "(khai sinh)", "khai.sinh"])
def test_the_signs_around_words_are_none_of_them(typed: str) -> None:
    assert search_key(typed) == "khai sinh"
    assert search_key("1.000656.") == "1.000656"


def test_words_written_together() -> None:
    assert joined(search_key("Khai sinh")) == search_key("khaisinh")


@pytest.mark.parametrize("compose", [nfc, nfkc, normal, fold])
def test_marks_without_end_on_one_letter_are_cut(compose: Callable[[str], str]) -> None:
    """It takes the square of their number to compose them."""
    assert len(compose("a" + "\u0315" * 100_000 + "\u0300" * 100_000 + " ệ")) < 40
    assert nfc("e\u0323\u0302" * 100) == "ệ" * 100


def test_a_long_name_of_somebody_elses_system_is_gone_through_once() -> None:
    assert plain_name("💥a" * 20_000).split() == ["a"] * 20_000
