"""Addresses of before and after 1/7/2025, as people write them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.reference.communes import KON_TUM, Basis, Communes
from shared.text import fold

COMMUNES = Communes()


def resolved(address: str) -> list[str]:
    return [match.commune.name for match in COMMUNES.resolve(address)]


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("12 Hùng Vương, phường Trần Phú, thành phố Quảng Ngãi, tỉnh Quảng Ngãi", ["phường Nghĩa Lộ"]),
        ("12 hung vuong p.tran phu tp quang ngai", ["phường Nghĩa Lộ"]),
        ("Thị trấn Châu Ổ, Bình Sơn, Quảng Ngãi", ["xã Bình Sơn"]),
        ("Bình Minh, Bình Sơn", ["xã Bình Minh"]),
        ("P. Quyết Thắng, TP. Kon Tum, Kon Tum", ["phường Kon Tum"]),
        ("Xã Ia Dom, huyện Ia H'Drai, Kon Tum", ["xã Ia Tơi"]),
        ("thôn 3 xã Đăk Pék huyện Đăk Glei", ["xã Đăk Pék"]),
        ("Phường Kon Tum, Quảng Ngãi", ["phường Kon Tum"]),
        ("huyện Lý Sơn", ["đặc khu Lý Sơn"]),
        ("Lý Sơn", ["đặc khu Lý Sơn"]),
        ("xã Sơn Tây Hạ", ["xã Sơn Tây Hạ"]),
        ("xã Sơn Hạ, huyện Sơn Hà", ["xã Sơn Hạ"]),
        ("Sơn Hạ", ["xã Sơn Hạ"]),
        # Without accents both fit, and a divided commune is in two: none is guessed.
        ("xa son ha", ["xã Sơn Hà", "xã Sơn Hạ"]),
        ("Xã Trà Bùi, huyện Trà Bồng", ["xã Cà Đam", "xã Tây Trà Bồng"]),
        ("Quận 1, thành phố Hồ Chí Minh", []),
        ("", []),
    ],
)
def test_addresses(address: str, names: list[str]) -> None:
    assert resolved(address) == names
    assert resolved(unicodedata.normalize("NFD", address)) == names


def test_a_former_district_is_all_that_became_of_it_by_name_or_by_its_old_agency_id() -> None:
    matches = COMMUNES.resolve("000.00.53.H48")
    assert matches == COMMUNES.resolve(" 000.00.53.h48. ")
    assert {match.basis for match in matches} == {Basis.FORMER_DISTRICT}
    assert [match.commune.name for match in matches] == resolved("huyện Bình Sơn")
    assert "xã Vạn Tường" in resolved("huyện Bình Sơn")


def test_the_old_communes_are_complete_and_went_to_communes_of_their_own_province() -> None:
    assert len(COMMUNES.former) == 272  # and Lý Sơn, which had none
    assert len({commune.code for commune in COMMUNES.former}) == 272
    reached = {code for commune in COMMUNES.former for code in commune.now}
    assert reached | {"21548"} == {*COMMUNES.all}
    for commune in COMMUNES.former:
        assert all(COMMUNES.all[code].province == commune.province for code in commune.now)
    assert {commune.province for commune in COMMUNES.former} == {KON_TUM, "Quảng Ngãi"}


def test_every_full_old_address_leads_where_the_data_says() -> None:
    for former in COMMUNES.former:
        address = f"Thôn 1, {former.name}, {former.district}, tỉnh {former.province}"
        assert [match.commune.code for match in COMMUNES.resolve(address)] == list(former.now)
        assert {*former.now} <= {match.commune.code for match in COMMUNES.resolve(fold(address))}


@given(st.text(max_size=300))
def test_whatever_is_typed_is_answered(address: str) -> None:
    assert len(COMMUNES.resolve(address)) <= 96


def test_what_is_written_as_one_word_and_a_ward_with_the_name_of_a_province_are_found() -> None:
    assert resolved("KonPlong") == resolved("Kon Plông") != []
    assert resolved("IaH'Drai") == resolved("Ia H'Drai")
    assert "phường Kon Tum" in resolved("Kon Tum")
    assert resolved("xã Bình Sơn, Quảng Ngãi") == ["xã Bình Sơn"]


@pytest.mark.parametrize("apostrophe", ["'", "’", "‘", "ʼ", "`", "´", ""])
def test_any_apostrophe_and_none_is_the_same(apostrophe: str) -> None:
    assert resolved(f"Xã Ia Dom, huyện Ia H{apostrophe}Drai, Kon Tum") == ["xã Ia Tơi"]
    assert resolved(f"huyện Ia H{apostrophe}Drai") == resolved("huyện Ia H'Drai") != []


@pytest.mark.parametrize("address", ["huyện đảo Lý Sơn", "huyen dao ly son", "Thôn 1, huyện  đảo Lí Sơn, Quảng Ngãi"])
def test_an_island_district_is_a_district(address: str) -> None:
    assert resolved(address) == ["đặc khu Lý Sơn"]


@pytest.mark.parametrize("name", ["k Glei", "k Tô", "k Hà", "k Tô, Kon Tum"])
def test_two_spellings_of_one_word_name_the_same(name: str) -> None:
    assert len(resolved(f"Đă{name}")) > 1, "a former district, of which several communes were made"
    assert resolved(f"Đă{name}") == resolved(f"Đắ{name}") == resolved(f"Da{name}")


@pytest.mark.parametrize("bare", ["Đức Phổ", "duc pho", "Đức Phổ, Quảng Ngãi"])
def test_a_bare_name_of_a_commune_and_a_district_of_before_is_uncertain(bare: str) -> None:
    assert resolved(bare)[0] == "phường Đức Phổ"
    assert {*resolved("thị xã Đức Phổ")} <= {*resolved(bare)}
    assert len(resolved(bare)) > 1
    assert resolved("phường Đức Phổ") == ["phường Đức Phổ"]


def test_a_commune_is_found_by_its_name_however_it_is_typed() -> None:
    for commune in COMMUNES.all.values():
        for typed in (
            commune.name,
            fold(commune.name),
            fold(commune.name).replace(" ", ""),
            commune.name.replace("ý", "í"),
        ):
            assert commune in COMMUNES.search(typed), typed


@pytest.mark.parametrize(
    ("typed", "now"),
    [
        ("huyện đảo Lý Sơn", "Lý Sơn"),
        ("Nghĩa Chánh", "Cẩm Thành"),
        ("Ia H'Drai", "Ia Tơi"),
        ("P. Cẩm Thành", "Cẩm Thành"),
    ],
)
def test_a_name_of_before_finds_where_it_belongs_now(typed: str, now: str) -> None:
    assert any(now in commune.name for commune in COMMUNES.search(typed)), [
        each.name for each in COMMUNES.search(typed)
    ]
