"""How a screen gets at pictures, videos and attachments: with a token, by a link without one, in parts, and small."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from .service import COMMUNE, Service
from .test_questions_api import ANSWER, act, ask


async def opened(service: Service, link: str, **headers: str) -> Any:
    answer = await service.http.get(link, headers=headers)
    assert answer.status_code in (200, 206), answer.text
    return answer


async def shows_a_picture(service: Service, file: dict[str, Any]) -> None:
    """Both links of ``file`` are opened by who sends no token."""
    whole = await opened(service, file["link"])
    assert (whole.headers["content-type"], len(whole.content)) == (file["media_type"], file["size"])
    part = await opened(service, file["link"], Range="bytes=0-9")
    assert (part.status_code, part.content) == (206, whole.content[:10])
    small = await opened(service, file["thumbnail_link"])
    with Image.open(BytesIO(small.content)) as shown:
        assert shown.format == "JPEG"


async def test_a_picture_is_seen_without_a_token_from_the_moment_it_is_uploaded(service: Service) -> None:
    photo = await service.upload()
    await shows_a_picture(service, photo)
    assert (await opened(service, photo["link"])).headers["content-disposition"].startswith("inline; ")
    assert service.citizen_id not in photo["link"] and photo["id"] not in photo["link"]
    note = await service.upload(service.handler)
    assert (note["href"], note["link"], note["thumbnail_link"]) == (None, None, None), "until a report has it"


async def test_pictures_of_a_report_have_links_for_each_who_may_see_them(service: Service) -> None:
    photo = await service.upload()
    report_id = (await service.send(file_ids=[photo["id"]]))["id"]
    [row] = (await service.get("/v1/reports", service.citizen))["items"]
    await opened(service, row["thumbnail_link"])
    own = await service.get(f"/v1/reports/{report_id}", service.citizen)
    await shows_a_picture(service, own["files"][0])
    [queued] = (await service.get("/v1/staff/reports", service.coordinator))["items"]
    await opened(service, queued["thumbnail_link"])
    seen = (await service.get(f"/v1/staff/reports/{report_id}", service.coordinator))["files"][0]
    before = await service.database["access_log"].count_documents({})
    await shows_a_picture(service, seen)
    assert await service.database["access_log"].count_documents({}) == before + 3, "a look by a link is a look"


async def test_a_link_ends_and_cannot_be_altered(service: Service) -> None:
    link = (await service.upload())["link"]
    path, _, sealed = link.partition("?key=")
    for altered in (sealed[:60], "A" * 80, sealed + "AAAA"):
        assert (await service.http.get(path, params={"key": altered})).status_code == 404
    service.clock.advance(timedelta(minutes=20))
    assert (await service.http.get(link)).status_code == 404


async def test_attachments_of_questions_and_answers_have_links_and_public_ones_need_none(service: Service) -> None:
    photo, proof = await service.upload(), await service.upload(service.handler)
    question_id = str((await ask(service, file_ids=[photo["id"]]))["id"])
    await act(service, question_id, "assign", service.coordinator, agency_id=COMMUNE)
    await act(service, question_id, "draft-answer", service.handler, text=ANSWER, file_ids=[proof["id"]])
    seen = await service.get(f"/v1/staff/questions/{question_id}", service.approver)
    await shows_a_picture(service, seen["files"][0])
    await shows_a_picture(service, seen["draft"]["files"][0])
    shown = {"title": "Cần giấy tờ gì", "text": "Đăng ký kết hôn cần gì?", "file_ids": [proof["id"]]}
    public = {**shown, "pictures_checked": True}
    taken = await act(service, question_id, "approve-answer", service.approver, public=public)
    assert taken.status_code == 200, taken.text
    own = await service.get(f"/v1/questions/{question_id}", service.citizen)
    await shows_a_picture(service, own["answer"]["files"][0])
    [file] = (await service.get(f"/v1/public-questions/{question_id}"))["files"]
    assert (file["link"], file["thumbnail_link"]) == (file["href"], file["preview_href"])
    await opened(service, file["link"])
