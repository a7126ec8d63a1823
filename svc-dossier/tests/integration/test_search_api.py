"""An officer finds a dossier by what the person at the counter can say."""

from collections.abc import Mapping
from typing import Any

from .house import House


async def found(house: House, q: str, who: Mapping[str, str] | None = None, **query: Any) -> list[str]:
    answer = await house.http.get("/v1/staff/dossier-search", params={"q": q, **query}, headers=who or house.one_stop)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def named(house: House, name: str) -> str:
    form = house.form()
    form["nguoi_yeu_cau"]["ho_ten"] = name
    return str((await house.submit(form=form))["id"])


async def test_by_code_reference_number_phone_and_name_without_accents(house: House) -> None:
    dossier_id, _ = await house.brought_to(2)
    other = await named(house, "Đặng Thị Thử")
    stored, person = await house.stored(dossier_id), house.form()["nguoi_yeu_cau"]
    for text in (stored["code"], stored["submission_reference"].lower(), "–".join(stored["code"].rsplit("-", 1))):
        assert await found(house, text) == [dossier_id], text
    for text in (
        person["so_dinh_danh"],
        person["dien_thoai"],
        f" {person['dien_thoai'][:4]} {person['dien_thoai'][4:]}",
    ):
        assert set(await found(house, text)) == {other, dossier_id}, text
    assert await found(house, "dang thi") == [other]
    assert await found(house, "ĐẶNG") == [other]
    assert await found(house, "thử") == []
    assert await found(house, "051085999999") == []


async def test_only_in_the_own_offices_and_nothing_personal_in_full(house: House) -> None:
    dossier_id, _ = await house.brought_to(2)
    person = house.form()["nguoi_yeu_cau"]
    code = (await house.stored(dossier_id))["code"]
    for text in (code, person["so_dinh_danh"], person["ho_ten"]):
        assert await found(house, text, house.elsewhere) == []
        assert await found(house, text, house.administrator) == [dossier_id]
    answer = await house.http.get("/v1/staff/dossier-search", params={"q": code}, headers=house.one_stop)
    assert person["so_dinh_danh"] not in answer.text
    assert "found_by" not in answer.text
    looks = await house.database["looks"].find({"officer": "stf_one_stop"}).to_list(10)
    assert [look["dossiers"] for look in looks] == [[dossier_id]]
    refused = await house.http.get("/v1/staff/dossier-search", params={"q": code}, headers=house.citizen)
    assert refused.status_code == 403


async def test_pages_by_name_and_by_person_follow_one_another(house: House) -> None:
    ids = [await named(house, f"Trần Mẫu {letter}") for letter in "CABA"]
    for q, want in (("tran mau", [ids[1], ids[3], ids[2], ids[0]]), ("tran mau a", [ids[1], ids[3]])):
        seen: list[str] = []
        after: str | None = None
        while True:
            query: dict[str, Any] = {"q": q, "limit": 1, **({"after": after} if after else {})}
            page = (await house.http.get("/v1/staff/dossier-search", params=query, headers=house.one_stop)).json()
            seen += [item["id"] for item in page["items"]]
            after = page["next"]
            if after is None:
                break
        assert sorted(seen) == sorted(want)
        assert len(seen) == len(want)


async def test_too_little_is_refused_in_words(house: House) -> None:
    for text in ("a", "12", "đỗ"):
        answer = await house.http.get("/v1/staff/dossier-search", params={"q": text}, headers=house.one_stop)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "q"
