from enum import IntEnum, StrEnum

import pytest

from shared.labels import label_of, whole


class Colour(StrEnum):
    WARD = "ward"
    COMMUNE = "commune"


class Level(IntEnum):
    LOW = 1


def test_every_code_has_its_word() -> None:
    words = whole({"ward": "Phường", "commune": "Xã"}, Colour)
    assert [words[kind] for kind in Colour] == ["Phường", "Xã"]
    assert whole({1: "Thấp"}, Level)[Level.LOW] == "Thấp"


@pytest.mark.parametrize("words", [{"ward": "Phường"}, {"ward": "Phường", "commune": "Xã", "town": "Thị trấn"}])
def test_a_table_that_is_not_whole_is_refused(words: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"commune|town"):
        whole(words, Colour)


def test_no_code_has_no_word() -> None:
    words = {"ward": "Phường"}
    assert (label_of(words, None), label_of(words, "ward")) == (None, "Phường")
