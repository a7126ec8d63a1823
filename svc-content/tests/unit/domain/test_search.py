"""How words are compared, and in which order what was found is shown."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc_content.domain.missed_search import kept
from svc_content.domain.search_query import Everyday, _pieces, phrase, readings
from svc_content.domain.search_ranking import Candidate, Subject, candidate, has_enough, is_telling, ranked
from svc_content.domain.search_text import (
    LONGEST_WORD,
    folded,
    folded_text,
    query_words,
    sound,
    sound_text,
    words,
)

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dang ky khai sinh", "Đăng ký khai sinh"),
        ("đằng kí khai sinh", "Đăng ký khai sinh"),
        ("hoà giải", "hòa giải"),
        ("thuỷ lợi", "thủy lợi"),
        ("lí lịch tư pháp", "Lý lịch tư pháp"),
        ("D\u0061\u0306ng ky\u0301", "đăng ký"),
        ("ĐĂNG KÝ", "đăng ký"),
    ],
)
def test_missing_and_wrong_marks_come_to_the_same(typed: str, meant: str) -> None:
    assert folded_text(typed) == folded_text(meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("khai xinh", "khai sinh"),
        ("chích lục", "trích lục"),
        ("ngỉ phép", "nghỉ phép"),
        ("đang kýs kết hông", "đăng ký kết hôn"),
        ("giấy phếp xây dựn", "giấy phép xây dựng"),
        ("ddăng ký", "đăng ký"),
        ("khai sin", "khai sinh"),
    ],
)
def test_what_sounds_alike_is_found_by_its_sound(typed: str, meant: str) -> None:
    assert sound_text(typed) == sound_text(meant)


@pytest.mark.parametrize(("one", "other"), [("khai sinh", "khai tử"), ("đất đai", "đầu tư"), ("cấp đổi", "cấp lại")])
def test_other_words_stay_other_words(one: str, other: str) -> None:
    assert sound_text(one) != sound_text(other)


def test_codes_are_one_word() -> None:
    assert words("Thủ tục 1.001193, ngày 27/11/2026") == ["thủ", "tục", "1.001193", "ngày", "27/11/2026"]
    assert sound("1.001193") == "1.001193"


@pytest.mark.parametrize(
    ("typed", "meant"), [("½", ["1", "2"]), ("ŉam", ["nam"]), ("⑴", ["1"]), ("khai⑴sinh", ["khai", "1", "sinh"])]
)
def test_a_sign_that_stands_for_several_is_written_out(typed: str, meant: list[str]) -> None:
    assert words(typed) == meant


@given(st.text(max_size=200))
def test_any_text_can_be_searched_for(text: str) -> None:
    assert all(0 < len(word) <= LONGEST_WORD for word in words(text))
    assert all(sound(folded(word)) or not folded(word) for word in words(text))
    assert len(query_words(text)) <= 12


def found(id_: str, title: str, subject: Subject = Subject.ARTICLE, age: int = 0, asked: str = "") -> Candidate:
    return candidate(id_, subject, title, NOW - timedelta(days=age), asked=folded_text(asked).split())


def test_the_right_marks_come_first() -> None:
    one, other = found("a", "Hội bà mẹ", asked="hỏi"), found("b", "Hỏi và đáp", asked="hỏi")
    assert [each.id for each in ranked([one, other], "hỏi", NOW)] == ["b", "a"]


def test_a_procedure_comes_before_news_of_it_and_new_news_before_old() -> None:
    old, new = found("old", "Khai sinh", age=700), found("new", "Khai sinh", age=1)
    procedure = found("procedure", "Đăng ký khai sinh", Subject.PROCEDURE, age=900)
    assert [each.id for each in ranked([old, new, procedure], "khai sinh", NOW)] == ["procedure", "new", "old"]


def test_equals_do_not_change_places() -> None:
    some = [found(str(number), "Khai sinh") for number in range(5)]
    assert ranked(some, "khai sinh", NOW) == ranked(reversed(some), "khai sinh", NOW)


def test_the_whole_title_comes_before_a_part_of_it() -> None:
    whole, part = found("b", "Tách hộ", asked="tách hộ"), found("a", "Tách hộ và nhập hộ", asked="tách hộ")
    assert [each.id for each in ranked([part, whole], "tach ho", NOW)] == ["b", "a"]


EVERYDAY = [
    Everyday(phrase("người già"), phrase("người cao tuổi")),
    Everyday(phrase("độc thân"), phrase("tình trạng hôn nhân")),
]
KNOWN = frozenset(
    ["dang", "ki", "khai", "sinh", "tu", "tro", "cap", "nguoi", "cao", "tuoi", "gia", "giai", "doc", "than", "giay"]
)


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("khaisinh", "khai sinh"),
        ("đăngkýkhaisinh", "dang ki khai sinh"),
        ("tro cap nguoi gia", "tro cap nguoi cao tuoi"),
        ("xin giay doc than", "giay tinh trang hon nhan"),
        ("xin giay doc than", "giay doc than"),
        ("lam giay khai sinh o dau", "giay khai sinh"),
        ("thủ tục khai sinh", "khai sinh"),
        ("cho hỏi khai sinh", "khai sinh"),
    ],
)
def test_what_may_have_been_meant(query: str, meant: str) -> None:
    asked = [folded(word) for word in query_words(query)]
    assert meant.split() in readings(asked, EVERYDAY, KNOWN.__contains__)
    assert readings(asked, EVERYDAY, KNOWN.__contains__)[0] == asked, "the words themselves come first"


def test_words_that_are_known_stay_whole() -> None:
    assert readings(["khai", "sinh"], EVERYDAY, KNOWN.__contains__) == [["khai", "sinh"]]
    assert readings(["xyzxyz"], EVERYDAY, KNOWN.__contains__) == [["xyzxyz"]]
    assert readings(["xin"], EVERYDAY, KNOWN.__contains__) == [["xin"]]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("hỏi thủ tục ly hôn", "li hon"),
        ("cần lý lịch tư pháp", "li lich tu phap"),
        ("hỏi tách hộ", "tach ho"),
        ("hỏi đăng ký tạm trú", "dang ki tam tru"),
    ],
)
def test_a_question_opens_with_words_that_are_not_looked_for(query: str, wanted: str) -> None:
    asked = [folded(word) for word in query_words(query)]
    assert readings(asked, EVERYDAY, KNOWN.__contains__)[-1] == wanted.split()


@pytest.mark.parametrize("query", ["can cuoc", "nha o xa hoi"])
def test_a_word_that_is_part_of_another_is_not_left_out(query: str) -> None:
    assert readings(query.split(), EVERYDAY, KNOWN.__contains__) == [query.split()]


@given(st.text("khaisnhdogt", min_size=1, max_size=30))
def test_taking_apart_loses_no_letter(word: str) -> None:
    assert "".join(_pieces(word, KNOWN.__contains__)) == word


@pytest.mark.parametrize(
    ("query", "word"), [("Đăng  ký hộ kinh doanh!", "đăng ký hộ kinh doanh"), ("đường 24", "đường 24")]
)
def test_missed_words_are_kept(query: str, word: str) -> None:
    assert kept(query) == word


@pytest.mark.parametrize(
    "query",
    [
        *("051086001234", "0905123456", "090 512 3456", "0905 1234", "  "),
        *("H48.21025.261127.0001", "PA-QPMZ-47YXC-B", "pa qpmz-47 yz6 b", "BL-26-0147"),
        *("zzqqx gmail com", "lan qzz yahoo com", "lan.hoa@gmail.com", "an@hoa.com"),
        *("Trần Lan", "trần thị b", "nguyen van an", "NGUYỄN VĂN AN", "Lan Anh", "khai sinh cho nguyễn an"),
        *("LÊ HỒNG ANH", "phạm hồng anh", "võ anh thư", "đỗ hùng", "hồ hữu phước", "lê minh khôi", "nguyễn"),
        *("nguyen quang hai", "tran minh", "gặp ông lê minh", "don cua ba pham lan", "chị võ thư"),
    ],
)
def test_what_may_tell_of_a_person_is_not(query: str) -> None:
    assert kept(query) is None


@pytest.mark.parametrize(
    "query",
    [
        "xăng tăng giá",
        "lam can cuoc",
        "gay rung",
        "trật tự đô thị",
        "khuỷu tay",
        "nghiêng",
        "nguyên liệu",
        "hồ sơ đất",
        "lý lịch tư pháp",
        "mai táng phí",
        "lương hưu",
        "cao tuổi",
        "giặt ủi",
        "ăn",
    ],
)
def test_whatever_is_vietnamese_can_be_kept(query: str) -> None:
    assert kept(query) == query


@pytest.mark.parametrize(
    ("asked", "title", "enough"),
    [
        ("kỹ thuật", "Đăng ký khai tử", False),
        ("xăng tăng giá", "Cấp giấy phép xây dựng mới", False),
        ("lệ phí khai sinh", "Đăng ký khai sinh", True),
        ("le phi khai xinh", "Đăng ký khai sinh", True),
        ("lệ phí làm giấy khai sinh", "Đăng ký khai sinh", False),
        ("can cuoc cong dan", "Đăng ký khai sinh cho con", False),
    ],
)
def test_half_of_the_words_and_two_at_least_are_worth_showing(asked: str, title: str, enough: bool) -> None:
    one = found("a", title, asked=asked)
    assert has_enough(one, one.asked) is enough


def test_a_word_of_most_titles_tells_none_from_another() -> None:
    assert [is_telling(titles, 27) for titles in (0, 5, 6)] == [True, True, False]
    assert [is_telling(titles, 100_000) for titles in (10_000, 10_001)] == [True, False]
