"""Forms: each wrong field named by its label, and nothing wrong let through."""

import copy
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto import FieldCipher, UndecipherableField, generate_key
from svc_dossier.catalogue.form import Form, members, tidy
from svc_dossier.catalogue.form_errors import field_path
from svc_dossier.catalogue.form_schema import form_schema, walk
from svc_dossier.catalogue.rules import agencies
from svc_dossier.catalogue.shipped import shipped_catalogue
from svc_dossier.store.sealed_form import FormSeal

TODAY = date(2026, 11, 23)
CATALOGUE = shipped_catalogue(agencies("H48"))

MOBILE = "phải là số di động Việt Nam gồm 10 chữ số, ví dụ 0905 123 456."
ABROAD = "Nếu Ông/Bà dùng số nước ngoài, xin ghi số của người thân tại Việt Nam."


def form(code: str = "1.001193") -> Form:
    published = CATALOGUE.in_force(code, TODAY)
    assert published is not None and published.form is not None
    return published.form


def example(code: str = "1.001193") -> dict[str, Any]:
    return copy.deepcopy(form(code).schema["examples"][0])


def wrong(answers: Any, code: str = "1.001193") -> dict[str, str]:
    return {error.field: error.message for error in form(code).errors(answers, TODAY)}


def test_each_missing_field_is_named() -> None:
    answers = example()
    del answers["me"], answers["nguoi_yeu_cau"]["ho_ten"]
    assert wrong(answers) == {
        "form.me.ho_ten": "Họ, chữ đệm và tên: chưa nhập.",
        "form.nguoi_yeu_cau.ho_ten": "Họ, chữ đệm và tên: chưa nhập.",
    }


def test_of_a_group_that_was_not_begun_each_field_is_named() -> None:
    answers = example()
    del answers["nguoi_duoc_khai_sinh"]
    group = "form.nguoi_duoc_khai_sinh"
    needed = {f"{group}.{name}" for name in ("ho_ten", "ngay_sinh", "gioi_tinh", "noi_sinh", "que_quan")}
    assert wrong(answers).keys() == needed
    assert wrong(answers)[f"{group}.noi_sinh"] == "Nơi sinh: chưa nhập."


def test_what_contradicts_itself_is_said_in_the_first_answer_too() -> None:
    answers = example()
    del answers["quan_he"]
    answers["me"] |= {"ngay_sinh": "1991-05-06"}
    answers["nguoi_duoc_khai_sinh"] |= {"ngay_sinh": "2026-13-45", "noi_sinh": ""}
    assert wrong(answers).keys() == {
        "form.quan_he",
        "form.me.so_dinh_danh",
        "form.nguoi_duoc_khai_sinh.ngay_sinh",
        "form.nguoi_duoc_khai_sinh.noi_sinh",
    }


@pytest.mark.parametrize(
    ("where", "value", "message"),
    [
        ("so_ban_sao", 51, "Số bản sao đề nghị cấp: không được quá 50."),
        ("so_ban_sao", 10**40, "Số bản sao đề nghị cấp: không được quá 50."),
        ("so_ban_sao", "2", "Số bản sao đề nghị cấp: phải là số nguyên."),
        ("quan_he", "hang_xom", "Quan hệ với người được khai sinh: phải là một trong các lựa chọn cho sẵn."),
        ("me", [], "Người mẹ: phải là một nhóm thông tin."),
        ("nguoi_yeu_cau.ho_ten", "A" * 101, "Họ, chữ đệm và tên: không được dài quá 100 ký tự."),
        ("nguoi_yeu_cau.ho_ten", None, "Họ, chữ đệm và tên: phải là chữ."),
        (
            "nguoi_yeu_cau.ho_ten",
            "𠮷野 Lan",
            "Họ, chữ đệm và tên: có chữ chưa in được trên giấy tờ (𠮷 野). Vui lòng viết bằng chữ Việt hoặc Latinh.",
        ),
        ("nguoi_yeu_cau.ho_ten", "Tên\x00lạ", "Có ký tự không hợp lệ."),
        ("nguoi_yeu_cau.dien_thoai", "0123456789", f"Số điện thoại di động: {MOBILE}"),
        ("nguoi_yeu_cau.dien_thoai", "+1 202 555 0143", f"Số điện thoại di động: {MOBILE} {ABROAD}"),
        ("nguoi_yeu_cau.dien_thoai", "", "Số điện thoại di động: chưa nhập."),
        ("nguoi_duoc_khai_sinh.ngay_sinh", "", "Ngày, tháng, năm sinh: chưa nhập."),
        ("nguoi_yeu_cau.so_dinh_danh", "003190000123", "Số định danh cá nhân: không đúng cấu trúc 12 chữ số."),
        (
            "nguoi_duoc_khai_sinh.ngay_sinh",
            "2026-02-30",
            "Ngày, tháng, năm sinh: phải là ngày có thật, ghi theo ngày/tháng/năm, ví dụ 27/11/2026.",
        ),
        (
            "nguoi_duoc_khai_sinh.ngay_sinh",
            "2026-W10-1",
            "Ngày, tháng, năm sinh: phải là ngày có thật, ghi theo ngày/tháng/năm, ví dụ 27/11/2026.",
        ),
        ("nguoi_duoc_khai_sinh.ngay_sinh", "2026-11-24", "Ngày sinh không được ở tương lai."),
        ("me.ngay_sinh", "1991-05-06", "Số định danh cá nhân không khớp với ngày sinh hoặc giới tính đã khai."),
    ],
)
def test_one_wrong_field(where: str, value: object, message: str) -> None:
    answers = example()
    holder, *path = answers, *where.split(".")
    for name in path[:-1]:
        holder = holder[name]
    holder[path[-1]] = value
    field = "form.me.so_dinh_danh" if where == "me.ngay_sinh" else f"form.{where}"
    assert wrong(answers) == {field: message}


@pytest.mark.parametrize(
    "typed", ["04/03/1985", "4.3.1985", "4 / 3 / 1985", "1985-3-4", "04-03-1985", "１９８５-03-04"]
)
def test_a_day_is_read_however_it_is_written(typed: str) -> None:
    answers = example()
    answers["nguoi_duoc_khai_sinh"]["ngay_sinh"] = typed
    assert form().read(answers)["nguoi_duoc_khai_sinh"]["ngay_sinh"] == "1985-03-04"


def test_ornamental_letters_of_a_name_are_the_letters_they_are() -> None:
    answers = example()
    answers["nguoi_yeu_cau"]["ho_ten"] = "𝐓𝐫ầ𝐧  Ｖăn"
    assert form().read(answers)["nguoi_yeu_cau"]["ho_ten"] == "Trần Văn"


def test_unknown_fields_are_refused_even_with_strange_names() -> None:
    answers = example() | {"$where": 1, "a.b": 2}
    assert wrong(answers) == {
        "form.$where": "Mục này không có trong biểu mẫu.",
        "form.a.b": "Mục này không có trong biểu mẫu.",
    }


def test_an_address_is_needed_only_for_the_post() -> None:
    answers = example()
    answers["nhan_ket_qua"] = {"hinh_thuc": "buu_chinh"}
    assert wrong(answers) == {"form.nhan_ket_qua.dia_chi": "Địa chỉ nhận kết quả: chưa nhập."}


def test_a_household_that_opens_a_business_names_its_members() -> None:
    day = date(2026, 12, 1)
    published = CATALOGUE.in_force("1.001612", day)
    assert published is not None and published.form is not None
    answers = {**published.form.schema["examples"][0], "chu_the": "ho_gia_dinh"}
    assert [error.field for error in published.form.errors(answers, day)] == ["form.thanh_vien"]
    assert published.form.errors({**answers, "chu_the": "ca_nhan"}, day) == []


def test_a_member_of_a_list_is_named_by_its_place() -> None:
    answers = example("1.004222")
    answers["thanh_vien"][0]["gioi_tinh"] = "nam"
    message = "Số định danh cá nhân không khớp với ngày sinh hoặc giới tính đã khai."
    assert wrong(answers, "1.004222") == {"form.thanh_vien[0].so_dinh_danh": message}


def test_a_person_not_born_yet_by_number() -> None:
    answers = example()
    answers["nguoi_yeu_cau"]["so_dinh_danh"] = "051499000123"
    message = "Số định danh cá nhân không đúng: số này ghi năm sinh 2199, chưa đến."
    assert wrong(answers) == {"form.nguoi_yeu_cau.so_dinh_danh": message}


def test_whatever_is_left_empty_is_called_so() -> None:
    answers = example()
    for name in ("ho_ten", "so_dinh_danh", "dien_thoai", "noi_cu_tru"):
        answers["nguoi_yeu_cau"][name] = ""
    answers["quan_he"] = ""
    said = wrong(answers)
    assert len(said) == 5
    assert {message.partition(": ")[2] for message in said.values()} == {"chưa nhập."}


def test_text_is_composed_and_trimmed() -> None:
    assert tidy({"a": ["  Nguye\u0302\u0303n "], "b": 1}) == {"a": ["Nguyễn"], "b": 1}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_any_json_is_answered_with_wrong_fields_not_with_an_exception(answers: Any) -> None:
    errors = form().errors(tidy(answers), TODAY)
    assert 0 < len(errors) <= 50


@given(
    st.sampled_from(["nguoi_yeu_cau", "nguoi_duoc_khai_sinh", "me", "cha", "nhan_ket_qua", "so_ban_sao", "quan_he"]),
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["ho_ten", "ngay_sinh", "so_dinh_danh", "x"]), inner)
        ),
        max_leaves=8,
    ),
)
def test_any_value_in_any_place_is_judged(name: str, value: Any) -> None:
    form().errors(tidy(example() | {name: value}), TODAY)


@pytest.mark.parametrize(
    "part",
    [
        {"title": "T", "type": "string"},
        {"title": "T", "type": "array", "items": {"title": "I", "type": "string", "maxLength": 1}},
        {"title": "T", "type": "integer"},
        {"title": "T", "type": "integer", "maximum": 5},
        {"title": "T", "type": "number", "minimum": 0, "maximum": 10**30},
        {"type": "string", "maxLength": 1},
    ],
)
def test_a_field_without_bound_or_title_stops_the_start(part: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"needs a title|may not go beyond"):
        form_schema({"title": "F", "type": "object", "properties": {"x": part}}, {})


CERTIFICATE = {"title": "Số giấy chứng nhận", "type": "string", "maxLength": 8, "pattern": "^[A-Z]{2}[0-9]{6}$"}


def test_whoever_does_not_keep_to_a_pattern_is_told_how_to_write() -> None:
    part = {**CERTIFICATE, "x-written": "phải gồm 2 chữ in hoa và 6 chữ số, ví dụ DB123456."}
    properties = {"nguoi_yeu_cau": {"title": "Người yêu cầu", "type": "object", "properties": {}}, "so": part}
    definition = {"title": "F", "type": "object", "properties": properties, "required": ["nguoi_yeu_cau"]}
    written = Form(definition, {}, ())
    assert written.errors({"nguoi_yeu_cau": {}, "so": "DB123456"}, TODAY) == []
    [error] = written.errors({"nguoi_yeu_cau": {}, "so": "db 12"}, TODAY)
    assert error.message == "Số giấy chứng nhận: phải gồm 2 chữ in hoa và 6 chữ số, ví dụ DB123456."


def test_a_pattern_without_words_stops_the_start() -> None:
    with pytest.raises(ValueError, match="x-written"):
        form_schema({"title": "F", "type": "object", "properties": {"x": CERTIFICATE}}, {})


def test_personal_fields_are_sealed_in_place_and_bound_to_it() -> None:
    seal = FormSeal(FieldCipher.parse(generate_key()))
    answers = example("1.004222")
    personal = form("1.004222").personal
    sealed = seal.seal(answers, personal, "dos_1")
    hidden = [value for path in personal for _, value in members(sealed, path)]
    assert len(hidden) == 4
    assert all(text.startswith("k1:") for text in hidden)
    assert sealed["nguoi_yeu_cau"]["ho_ten"] == answers["nguoi_yeu_cau"]["ho_ten"]
    assert answers["nguoi_yeu_cau"]["so_dinh_danh"] == "051085000123"
    assert seal.open(sealed, personal, "dos_1") == answers
    assert seal.open_masked(sealed, personal, "dos_1")["thanh_vien"][0]["so_dinh_danh"] == "062*****4567"
    with pytest.raises(UndecipherableField):
        seal.open(sealed, personal, "dos_2")
    sealed["nguoi_yeu_cau"]["dien_thoai"] = sealed["nguoi_yeu_cau"]["so_dinh_danh"]
    with pytest.raises(UndecipherableField):
        seal.open(sealed, personal, "dos_1")


FORMS = [
    item.procedure.code
    for _, item in CATALOGUE.search("", TODAY, sector=None, level=None, after=None, limit=100)
    if item.form
]


def places(code: str, fits: Callable[[tuple[str, ...], dict[str, Any]], bool]) -> list[tuple[str | int, ...]]:
    """Where the example of a form has what ``fits``."""
    found = [path for path, part in walk(form(code).schema) if fits(path, part)]
    return [where for path in found for where, value in members(example(code), path) if isinstance(value, str)]


def with_text(answers: dict[str, Any], where: Sequence[str | int], change: Callable[[str], str]) -> dict[str, Any]:
    whole = copy.deepcopy(answers)
    holder: Any = whole
    for step in where[:-1]:
        holder = holder[step]
    holder[where[-1]] = change(holder[where[-1]])
    return whole


def texts(code: str) -> list[tuple[str | int, ...]]:
    return places(code, lambda path, part: part.get("type") == "string" and "enum" not in part)


PASTED: dict[str, Callable[[str], str]] = {
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "with marks that show nothing": lambda text: f"\ufeff\u202a{text[:1]}\u200b{text[1:]}\u202c",
    "with other spaces": lambda text: f"\u2003{text.replace(' ', chr(0xA0))}\t",
    "with other quotes and dashes": lambda text: text.replace("'", "\u2019").replace("-", "\u2011"),
    "with other letters": lambda text: text.replace("Đ", "\u00d0").replace("đ", "\u00f0"),
}


@pytest.mark.parametrize("code", FORMS)
@pytest.mark.parametrize("how", PASTED)
def test_what_is_pasted_into_any_field_of_any_form_is_read_as_it_was_meant(code: str, how: str) -> None:
    meant = form(code).read(example(code))
    assert form(code).errors(meant, TODAY) == []
    for where in texts(code):
        assert form(code).read(with_text(example(code), where, PASTED[how])) == meant, where


@pytest.mark.parametrize("code", FORMS)
@pytest.mark.parametrize("how", ["+84 {0} {1}", "84{0}{1}", "(+84) {0}.{1}", "0{0}-{1}", "\u202d0{0}\u00a0{1}\u202c"])
def test_a_phone_in_any_form_is_read_however_it_is_written(code: str, how: str) -> None:
    for where in places(code, lambda path, part: part.get("format") == "mobile-phone"):
        typed = with_text(example(code), where, lambda number: how.format(number[1:4], number[4:]))
        assert form(code).read(typed) == example(code)


@pytest.mark.parametrize("code", FORMS)
def test_a_personal_number_in_any_form_may_be_grouped(code: str) -> None:
    for where in places(code, lambda path, part: part.get("format") == "personal-number"):
        typed = with_text(example(code), where, lambda number: f"{number[:3]} {number[3:6]}.{number[6:9]}-{number[9:]}")
        assert form(code).read(typed) == example(code)


@pytest.mark.parametrize("code", FORMS)
@pytest.mark.parametrize("name", ["Lan 😀", "\u200b\u200b\u200b", "...", "Lan \ufffd", "Lan <b>"])
def test_a_name_in_any_form_is_one(code: str, name: str) -> None:
    names = places(code, lambda path, part: bool(path) and path[-1] == "ho_ten")
    assert names
    for where in names:
        answers = form(code).read(with_text(example(code), where, lambda _: name))
        [error] = form(code).errors(answers, TODAY)
        assert error.field == field_path(where)
        label, _, said = error.message.partition(": ")
        assert label and said[0].islower() and not said.startswith("tên"), "the label is followed by what is wrong"


@pytest.mark.parametrize("code", FORMS)
@pytest.mark.parametrize("day", ["0000-01-01", "0001-01-01", "1899-12-31", "9999-12-31"])
def test_a_day_in_any_form_has_bounds(code: str, day: str) -> None:
    for where in places(code, lambda path, part: part.get("format") == "date"):
        [error] = form(code).errors(form(code).read(with_text(example(code), where, lambda _: day)), TODAY)
        assert error.field == field_path(where)
        assert error.message.endswith("năm phải từ 1900 đến 2200.")


@given(st.sampled_from(FORMS), st.data())
def test_any_text_in_any_field_of_any_form_is_judged(code: str, data: st.DataObject) -> None:
    where = data.draw(st.sampled_from(texts(code)))
    text = data.draw(st.text(max_size=30))
    read = form(code).read(with_text(example(code), where, lambda _: text))
    assert form(code).read(read) == read
    form(code).errors(read, TODAY)


def oneself(**changes: str) -> dict[str, str]:
    answers = example("2.000635")
    assert answers["quan_he"] == "ban_than"
    answers["nguoi_duoc_trich_luc"] |= changes
    return wrong(answers, "2.000635")


def test_who_asks_for_themselves_is_the_person_it_is_about() -> None:
    assert oneself() == {}
    other = oneself(so_dinh_danh="051190000123", ngay_sinh="1990-03-04", gioi_tinh="nu", ho_ten="Phạm Thị Ánh")
    assert other == {
        "form.nguoi_duoc_trich_luc.so_dinh_danh": "Ông/Bà khai là bản thân, nhưng số định danh này khác với người "
        "yêu cầu."
    }
    answers = example("2.000635")
    del answers["nguoi_duoc_trich_luc"]["so_dinh_danh"]
    answers["nguoi_duoc_trich_luc"]["ho_ten"] = "Phạm Văn Khác"
    assert wrong(answers, "2.000635").keys() == {"form.nguoi_duoc_trich_luc.ho_ten"}
    answers["quan_he"] = "con"
    assert wrong(answers, "2.000635") == {}
