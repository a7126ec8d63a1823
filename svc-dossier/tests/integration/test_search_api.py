"""An officer finds a dossier by what the person at the counter can say."""

from collections.abc import Mapping
from typing import Any

from svc_dossier.store.indexes import make_indexes

from .service import Service


async def found(service: Service, q: str, who: Mapping[str, str] | None = None, **query: Any) -> list[str]:
    answer = await service.http.get(
        "/v1/staff/dossier-search", params={"q": q, **query}, headers=who or service.one_stop
    )
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def named(service: Service, name: str) -> str:
    form = service.form()
    form["nguoi_yeu_cau"]["ho_ten"] = name
    return str((await service.submit(form=form))["id"])


async def test_by_code_reference_number_phone_and_name_without_accents(service: Service) -> None:
    dossier_id, _ = await service.brought_to(2)
    other = await named(service, "Đặng Thị Thử")
    stored, person = await service.stored(dossier_id), service.form()["nguoi_yeu_cau"]
    for text in (stored["code"], stored["submission_reference"].lower(), "–".join(stored["code"].rsplit("-", 1))):
        assert await found(service, text) == [dossier_id], text
    for text in (
        person["so_dinh_danh"],
        person["dien_thoai"],
        f" {person['dien_thoai'][:4]} {person['dien_thoai'][4:]}",
    ):
        assert set(await found(service, text)) == {other, dossier_id}, text
    assert await found(service, "dang thi") == [other]
    assert await found(service, "ĐẶNG") == [other]
    for part in ("thử", "thu", "thị thử", "Thu Dang", "đăn", "dan th th", "th", "Thử."):
        assert await found(service, part) == [other], part
    for together in ("dangthithu", "đặngthịth", "thithu", "dangthi thu"):
        assert await found(service, together) == [other], together
    assert await found(service, "ang") == []  # the middle of a word
    assert await found(service, "dang van") == []
    assert await found(service, "051085999999") == []


async def test_only_in_the_own_offices_and_nothing_personal_in_full(service: Service) -> None:
    dossier_id, _ = await service.brought_to(2)
    person = service.form()["nguoi_yeu_cau"]
    code = (await service.stored(dossier_id))["code"]
    for text in (code, person["so_dinh_danh"], person["ho_ten"]):
        assert await found(service, text, service.elsewhere) == []
        assert await found(service, text, service.administrator) == [dossier_id]
    answer = await service.http.get("/v1/staff/dossier-search", params={"q": code}, headers=service.one_stop)
    assert person["so_dinh_danh"] not in answer.text
    assert "found_by" not in answer.text
    looks = await service.database["access_log"].find({"officer": "stf_one_stop"}).to_list(10)
    assert [look["subjects"] for look in looks] == [[dossier_id]]
    refused = await service.http.get("/v1/staff/dossier-search", params={"q": code}, headers=service.citizen)
    assert refused.status_code == 403


async def test_pages_by_name_and_by_person_follow_one_another(service: Service) -> None:
    ids = [await named(service, f"Trần Mẫu {letter}") for letter in "CABA"]
    for q, want in (("tran mau", [ids[1], ids[3], ids[2], ids[0]]), ("tran mau a", [ids[1], ids[3]])):
        seen: list[str] = []
        after: str | None = None
        while True:
            query: dict[str, Any] = {"q": q, "limit": 1, **({"after": after} if after else {})}
            page = (await service.http.get("/v1/staff/dossier-search", params=query, headers=service.one_stop)).json()
            seen += [item["id"] for item in page["items"]]
            after = page["next"]
            if after is None:
                break
        assert sorted(seen) == sorted(want)
        assert len(seen) == len(want)


async def test_dossiers_of_before_are_found_by_every_word_too(service: Service) -> None:
    dossier_id = await named(service, "Đặng Thị Thử")
    await service.database["dossiers"].update_many(
        {}, {"$set": {"found_by.name": "dang thi thu"}, "$unset": {"found_by.words": ""}}
    )
    assert await found(service, "thu") == []
    await make_indexes(service.database)
    assert await found(service, "thu") == [dossier_id]


async def test_too_little_is_refused_in_words(service: Service) -> None:
    for text in ("a", "12", "đ.", "?!"):
        answer = await service.http.get("/v1/staff/dossier-search", params={"q": text}, headers=service.one_stop)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "q"
