"""What a citizen does later: look up by code, rate once, fetch the result."""

import asyncio

from svc_dossier.api.dossiers.responses import RatingReceipt
from svc_dossier.api.progress.responses import Progress

from .service import Service, key


async def rate(service: Service, dossier_id: str, level: int, same: dict[str, str] | None = None, **more: str):
    body, headers = {"level": level, **more}, {**service.citizen, **(same or key())}
    return await service.http.post(f"/v1/dossiers/{dossier_id}/rating", json=body, headers=headers)


async def test_anybody_sees_how_far_a_code_is_and_nothing_of_anybody(service: Service) -> None:
    dossier_id, _ = await service.brought_to(4)
    stored = await service.stored(dossier_id)
    for code in (stored["code"], stored["submission_reference"], stored["submission_reference"].lower()):
        answer = await service.http.get("/v1/dossier-progress", params={"code": code})
        Progress.model_validate(answer.json())
        assert [step["state"] for step in answer.json()["steps"]] == [1, 2, 4]
        for hidden in ("Mẫu", "051", "0900", "cit_", "stf_", stored["procedure"]["name"], dossier_id):
            assert hidden not in answer.text
    misses = ["000.01.99.H48-261123-9999", "HS-0000-0000-0000", "HS-1", "'; drop", "ａ" * 60]
    answers = [await service.http.get("/v1/dossier-progress", params={"code": code}) for code in misses]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


async def test_a_returned_dossier_is_rated_once(service: Service) -> None:
    dossier_id, version = await service.brought_to(10)
    same = key()
    answers = await asyncio.gather(*(rate(service, dossier_id, 3, same, comment="Rất nhanh") for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    RatingReceipt.model_validate(answers[0].json())
    assert (await rate(service, dossier_id, 1)).status_code == 409
    stored = await service.stored(dossier_id)
    assert (stored["rating"]["level"], stored["version"]) == (3, version + 1)
    event = stored["outbox"][-1]
    assert (event["type"], event["data"]["level"]) == ("vn.quangngai.dossier.rated.v1", 3)
    assert "nhanh" not in str(event)
    own = (await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)).json()
    assert (own["rating"]["level"], own["rating"]["level_label"]) == (3, "Rất hài lòng")


async def test_nothing_else_can_be_rated(service: Service) -> None:
    dossier_id, _ = await service.brought_to(9)
    assert (await rate(service, dossier_id, 3)).status_code == 409
    for level in (0, 4, "3"):
        assert (await rate(service, dossier_id, level)).status_code == 422  # type: ignore[arg-type]
    returned, _ = await service.brought_to(10)
    path = f"/v1/dossiers/{returned}/rating"
    assert (await service.http.post(path, json={"level": 3}, headers={**service.stranger, **key()})).status_code == 404


async def test_the_result_is_the_citizens_once_it_is_ready(service: Service) -> None:
    dossier_id, version = await service.brought_to(4)
    file_id = await service.upload(service.specialist)
    await service.act(dossier_id, "complete", service.specialist, version, result_files=[file_id])
    path = f"/v1/dossiers/{dossier_id}/results/{file_id}"
    assert (await service.http.get(path, headers=service.citizen)).status_code == 200
    await service.act(dossier_id, "return-result", service.one_stop, version + 1)
    answer = await service.http.get(path, headers=service.citizen)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert (await service.http.get(path, headers=service.stranger)).status_code == 404
