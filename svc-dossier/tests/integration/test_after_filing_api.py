"""What a citizen does later: look up by code, rate once, fetch the result."""

import asyncio

from svc_dossier.api.answers import RatingReceipt
from svc_dossier.api.draft_answers import Progress

from .house import House, key


async def rate(house: House, dossier_id: str, level: int, same: dict[str, str] | None = None, **more: str):
    body, headers = {"level": level, **more}, {**house.citizen, **(same or key())}
    return await house.http.post(f"/v1/dossiers/{dossier_id}/rating", json=body, headers=headers)


async def test_anybody_sees_how_far_a_code_is_and_nothing_of_anybody(house: House) -> None:
    dossier_id, _ = await house.brought_to(4)
    stored = await house.stored(dossier_id)
    for code in (stored["code"], stored["submission_reference"], stored["submission_reference"].lower()):
        answer = await house.http.get("/v1/dossier-progress", params={"code": code})
        Progress.model_validate(answer.json())
        assert [step["state"] for step in answer.json()["steps"]] == [1, 2, 4]
        for hidden in ("Mẫu", "051", "0900", "cit_", "stf_", stored["procedure"]["name"], dossier_id):
            assert hidden not in answer.text
    misses = ["000.01.99.H48-261123-9999", "HS-0000-0000-0000", "HS-1", "'; drop", "ａ" * 60]
    answers = [await house.http.get("/v1/dossier-progress", params={"code": code}) for code in misses]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


async def test_a_returned_dossier_is_rated_once(house: House) -> None:
    dossier_id, version = await house.brought_to(10)
    same = key()
    answers = await asyncio.gather(*(rate(house, dossier_id, 3, same, comment="Rất nhanh") for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    RatingReceipt.model_validate(answers[0].json())
    assert (await rate(house, dossier_id, 1)).status_code == 409
    stored = await house.stored(dossier_id)
    assert (stored["rating"]["level"], stored["version"]) == (3, version + 1)
    event = stored["outbox"][-1]
    assert (event["type"], event["data"]["level"]) == ("vn.quangngai.dossier.rated.v1", 3)
    assert "nhanh" not in str(event)
    own = (await house.http.get(f"/v1/dossiers/{dossier_id}", headers=house.citizen)).json()
    assert own["rating"]["level"] == 3


async def test_nothing_else_can_be_rated(house: House) -> None:
    dossier_id, _ = await house.brought_to(9)
    assert (await rate(house, dossier_id, 3)).status_code == 409
    for level in (0, 4, "3"):
        assert (await rate(house, dossier_id, level)).status_code == 422  # type: ignore[arg-type]
    returned, _ = await house.brought_to(10)
    path = f"/v1/dossiers/{returned}/rating"
    assert (await house.http.post(path, json={"level": 3}, headers={**house.stranger, **key()})).status_code == 404


async def test_the_result_is_the_citizens_once_it_is_returned(house: House) -> None:
    dossier_id, version = await house.brought_to(4)
    file_id = await house.upload(house.specialist)
    await house.act(dossier_id, "complete", house.specialist, version, result_files=[file_id])
    path = f"/v1/dossiers/{dossier_id}/results/{file_id}"
    assert (await house.http.get(path, headers=house.citizen)).status_code == 404
    await house.act(dossier_id, "return-result", house.one_stop, version + 1)
    answer = await house.http.get(path, headers=house.citizen)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert (await house.http.get(path, headers=house.stranger)).status_code == 404
