"""The fonts of papers: every character that they have is printed, in every face."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.printing.fonts import CHARACTERS, FOLDER
from shared.printing.printable import printable, unprintable
from shared.printing.printer import printed
from shared.text import normal

TEMPLATES = Path(__file__).with_name("templates")
LETTERS = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"


@pytest.mark.slow
@pytest.mark.parametrize("between", [" ", "", "\n"])
def test_every_character_is_printed_in_every_face(between: str) -> None:
    characters = sorted(CHARACTERS)
    for first in range(0, len(characters), 1000):
        text = between.join(characters[first : first + 1000])
        assert printed(TEMPLATES, "faces", "x", {"text": text}).startswith(b"%PDF")


@settings(max_examples=15, deadline=None)
@given(st.text(st.sampled_from(sorted(CHARACTERS))))
def test_any_text_of_them_is_printed_as_it_is(text: str) -> None:
    assert unprintable(text) == ""
    assert printable(text).replace("\u00ad", "") == normal(text).replace("\ufe0f", "")
    assert printed(TEMPLATES, "faces", "x", {"text": text}).startswith(b"%PDF")


def test_what_people_of_the_province_write_is_among_them() -> None:
    written = LETTERS + LETTERS.upper() + "ŏŎĕĔĭĬčČñÑƀɃ" + "→←↑↓≤≥±×÷°²³½€₫§©®™•…☐☑☒✓"
    assert unprintable(unicodedata.normalize("NFC", written)) == ""


def test_what_no_font_has_is_named_and_printed_as_a_question() -> None:
    assert printable("𝓛𝓪𝓷 中文") == "Lan ?"
    assert printable("محمد\n\u07eb Lan") == "?\n? Lan"
    assert (unprintable("❤\ufe0f"), printable("❤\ufe0f Lan")) == ("", "❤ Lan")
    assert unprintable("Lan 中文 \U0001faff\n") == "中文\U0001faff"
    assert printable("Lan 中文 \U0001faff!") == "Lan ? ?!"


def test_nothing_else_is_among_them() -> None:
    for character in CHARACTERS:
        assert unicodedata.category(character) not in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")


def test_every_font_has_its_licence_beside_it() -> None:
    families = {path.name.partition("-")[0].removesuffix(".ttf") for path in FOLDER.glob("*.ttf")}
    assert {path.stem for path in FOLDER.glob("*.LICENSE")} == families
