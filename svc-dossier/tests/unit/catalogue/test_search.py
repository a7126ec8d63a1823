"""Searching as people type."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text import fold
from svc_dossier.catalogue.procedure_file import Level
from svc_dossier.catalogue.rules import agencies
from svc_dossier.catalogue.shipped import shipped_catalogue

CATALOGUE = shipped_catalogue(agencies("H48"))
TODAY = date(2026, 11, 23)


def names(query: str, sector: str | None = None, level: Level | None = None) -> list[str]:
    found = CATALOGUE.search(query, TODAY, sector=sector, level=level, after=None, limit=100)
    return [item.file.name for _, item in found]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("dang ky khai sinh", "Đăng ký khai sinh"),
        ("Đăng ký khai sinh", "Đăng ký khai sinh"),
        ("khai sinh", "Đăng ký khai sinh"),
        ("dang ky lai", "Đăng ký lại khai sinh"),
        ("HO KHAU", "Đăng ký thường trú"),
        ("sao y ban chinh", "Chứng thực bản sao từ bản chính"),
        ("so do", "Cung cấp thông tin, dữ liệu đất đai"),
        ("1.000656", "Đăng ký khai tử"),
        ("  kết   hôn ", "Đăng ký kết hôn"),
        ("sinh khai", "Cấp bản sao trích lục hộ tịch, bản sao Giấy khai sinh"),
        ("khaisinh", "Đăng ký khai sinh"),
        ("dangky khaisinh", "Đăng ký khai sinh"),
        ("xin giay doc than", "Cấp Giấy xác nhận tình trạng hôn nhân"),
        ("tro cap nguoi gia", "Thực hiện trợ cấp xã hội hàng tháng"),
        ("người già", "Thực hiện trợ cấp xã hội hàng tháng"),
        ("đăng kí khai sinh", "Đăng ký khai sinh"),
        ("Lí lịch tư pháp", "Cấp Phiếu lý lịch tư pháp"),
        ("thủ tục làm đám cưới", "Đăng ký kết hôn"),
        ("sao‑y", "Chứng thực bản sao từ bản chính"),
        ("lam giay to cho be", "Đăng ký khai sinh"),
        ("thuong chu", "Đăng ký thường trú"),
        ("khai sinh.", "Đăng ký khai sinh"),
        ("Kết hôn. ", "Đăng ký kết hôn"),
        ("1.000656.", "Đăng ký khai tử"),
        ("1–000656", "Đăng ký khai tử"),
    ],
)
def test_what_comes_first(query: str, first: str) -> None:
    assert names(query)[0] == first


def test_nothing_fits_nonsense() -> None:
    assert names("xyzzy") == []
    assert names("xin cho tôi") == []
    assert names("!!!") == names("🙂") == []


def test_every_procedure_is_found_by_its_name_however_it_is_typed() -> None:
    for name in names(""):
        for typed in (name, fold(name), name.upper(), name.replace("ý", "í"), fold(name).replace(" ", "")):
            assert name in names(typed), typed


def test_filters() -> None:
    # What the catalogue holds, and no list of it: a procedure that a province adds touches no test.
    in_force = CATALOGUE.all_in_force(TODAY)
    of_residence = {item.file.name for item in in_force if item.file.sector.id == "cu-tru"}
    assert set(names("", sector="cu-tru")) == of_residence < {item.file.name for item in in_force}
    assert {"Đăng ký thường trú", "Đăng ký tạm trú", "Tách hộ"} <= of_residence
    assert "Cấp Phiếu lý lịch tư pháp" in names("", level=Level.PROVINCE)
    assert names("", sector="ho-tich", level=Level.COMMUNE_POLICE) == []


@given(st.sampled_from(["", "dang ky", "khai sinh", "ho tich", "a"]), st.integers(1, 7))
def test_pages_joined_are_the_whole(query: str, limit: int) -> None:
    whole = CATALOGUE.search(query, TODAY, sector=None, level=None, after=None, limit=100)
    pages, after = [], None
    while found := CATALOGUE.search(query, TODAY, sector=None, level=None, after=after, limit=limit):
        pages += found
        after = found[-1][0]
    assert pages == whole


@given(st.text(max_size=30))
def test_any_text_may_be_typed(query: str) -> None:
    names(query)
