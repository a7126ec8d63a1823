import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.ids import derived_id, random_id
from shared.text import fold, nfc


def test_new_ids_are_unique_and_carry_their_prefix() -> None:
    ids = {random_id("dos") for _ in range(1000)}
    assert len(ids) == 1000
    assert all(one.startswith("dos_") and len(one) == 30 for one in ids)


def test_a_derived_id_depends_on_every_part_and_on_where_parts_end() -> None:
    assert derived_id("msg", "a", "b") == derived_id("msg", "a", "b")
    assert len({derived_id("msg", *parts) for parts in (("a", "b"), ("ab",), ("ab", ""), ("b", "a"))}) == 4


def test_a_derived_id_never_changes_between_releases() -> None:
    assert derived_id("msg", "evt_1", "cit_1", "accepted") == "msg_5778JKCGDSN1DPGCMR7PRN0WC4"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký khai sinh", "dang ky khai sinh"),
        ("  ĐẶC   KHU Lý Sơn ", "dac khu ly son"),
        ("Chứng thực chữ ký", "chung thuc chu ky"),
        (unicodedata.normalize("NFD", "Quảng Ngãi"), "quang ngai"),
    ],
)
def test_folding_is_what_people_type_without_a_vietnamese_keyboard(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_and_ignores_the_spelling_of_accents(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(nfc(text))
