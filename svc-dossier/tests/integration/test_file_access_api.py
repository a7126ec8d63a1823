"""How a screen gets at files: with a token, by a link without one, in parts, and small."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from .service import DOCUMENT, WITH_DOCUMENT, Service, key, picture


def photograph() -> bytes:
    out = BytesIO()
    Image.effect_noise((600, 400), 60).convert("RGB").save(out, "JPEG", quality=60)
    return out.getvalue()


async def uploaded(service: Service, content: bytes | None = None) -> dict[str, Any]:
    answer = await service.http.post(
        "/v1/files",
        files={"file": ("Ảnh giấy chứng sinh.png", content or picture())},
        headers={**service.citizen, **key()},
    )
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def test_a_link_opens_the_file_without_a_token(service: Service) -> None:
    file = await uploaded(service)
    with_token = await service.http.get(file["href"], headers=service.citizen)
    opened = await service.http.get(file["link"])
    assert (opened.status_code, opened.content) == (200, with_token.content)
    assert opened.headers["content-disposition"].startswith("inline; ")
    assert opened.headers["referrer-policy"] == "no-referrer"
    assert "sandbox" in opened.headers["content-security-policy"]
    assert service.citizen_id not in file["link"] and file["id"] not in file["link"]


async def test_a_link_ends_and_cannot_be_altered(service: Service) -> None:
    file = await uploaded(service)
    path, _, sealed = file["link"].partition("?key=")
    for altered in (sealed[:-1] + ("A" if sealed[-1] != "A" else "B"), sealed[:60], "A" * 80, sealed + "AAAA"):
        assert (await service.http.get(path, params={"key": altered})).status_code == 404
    assert (await service.http.get(path)).status_code == 422
    service.clock.advance(timedelta(minutes=4))
    assert (await service.http.get(file["link"])).status_code == 200
    service.clock.advance(timedelta(minutes=11))
    over = await service.http.get(file["link"])
    assert (over.status_code, "hết hạn" in over.json()["detail"]) == (404, True)


async def test_a_link_shows_no_more_than_its_reader_may_see(service: Service) -> None:
    """It stands for a request of that caller, and is judged as one when it is opened."""
    file = await uploaded(service)
    path = file["link"].partition("?")[0]
    assert (await service.http.get(file["link"], headers=service.stranger)).status_code == 200
    foreign = (await uploaded(service))["href"]
    assert (await service.http.get(foreign, headers=service.stranger)).status_code == 404
    assert (await service.http.get(path, params={"key": "x" * 50}, headers=service.citizen)).status_code == 404
    await service.database["files.files"].delete_one({"_id": file["id"]})
    assert (await service.http.get(file["link"])).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "start", "stop"),
    [
        ("bytes=0-9", 206, 0, 10),
        ("bytes=10-", 206, 10, None),
        ("bytes=-7", 206, -7, None),
        ("bytes=5-999999999", 206, 5, None),
        ("bytes=0-0", 206, 0, 1),
        ("bytes=0-1,5-6", 200, 0, None),
        ("bytes=9-5", 200, 0, None),
        ("pages=1-2", 200, 0, None),
        ("bytes=-", 200, 0, None),
        ("bytes=999999999-", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
    ],
)
async def test_parts_of_a_file(service: Service, asked: str, status: int, start: int, stop: int | None) -> None:
    file = await uploaded(service)
    whole = (await service.http.get(file["href"], headers=service.citizen)).content
    for url, who in ((file["href"], service.citizen), (file["link"], {})):
        answer = await service.http.get(url, headers={**who, "Range": asked})
        assert answer.status_code == status, answer.text
        if status == 416:
            assert answer.headers["content-range"] == f"bytes */{len(whole)}"
            continue
        assert answer.content == whole[start:stop]
        assert int(answer.headers["content-length"]) == len(answer.content)
        assert answer.headers["accept-ranges"] == "bytes"
        if status == 206:
            first = len(whole) - len(whole[start:]) if start < 0 else start
            assert answer.headers["content-range"] == f"bytes {first}-{first + len(answer.content) - 1}/{len(whole)}"


async def test_a_part_is_of_the_same_file_or_it_is_the_whole(service: Service) -> None:
    file = await uploaded(service)
    whole = await service.http.get(file["href"], headers=service.citizen)
    part = {"Range": "bytes=3-5"}
    same = await service.http.get(file["href"], headers={**service.citizen, **part, "If-Range": whole.headers["etag"]})
    assert (same.status_code, same.content) == (206, whole.content[3:6])
    other = await service.http.get(file["href"], headers={**service.citizen, **part, "If-Range": '"other"'})
    assert (other.status_code, other.content) == (200, whole.content)


async def test_parts_across_the_chunks_in_which_files_are_kept(service: Service) -> None:
    file_id = (await uploaded(service))["id"]
    content = bytes(number % 251 for number in range(700_000))
    files = service.stores.files
    stored = await files.find(file_id)
    assert stored
    await files.remove(file_id)
    await files.add(stored, content)
    for start, stop in ((0, 1), (261_119, 261_121), (100, 699_999), (522_240, 700_000)):
        assert b"".join([piece async for piece in files.read_part(file_id, start, stop)]) == content[start:stop]


async def test_a_picture_has_a_small_one_and_what_has_none_comes_whole(service: Service) -> None:
    file = await uploaded(service, photograph())
    small = await service.http.get(file["thumbnail_link"])
    assert (small.status_code, small.headers["content-type"]) == (200, "image/jpeg")
    with Image.open(BytesIO(small.content)) as shown:
        assert shown.size == (480, 320)
    assert len(small.content) < file["size"]
    await service.database["files.files"].update_one({"_id": file["id"]}, {"$unset": {"metadata.thumbnail": 1}})
    assert len((await service.http.get(file["thumbnail_link"])).content) == file["size"]
    assert (await service.http.get(f"{file['href']}?size=huge", headers=service.citizen)).status_code == 422


async def test_papers_results_and_notices_of_a_dossier_have_links(service: Service) -> None:
    file = await uploaded(service)
    documents = [{"code": DOCUMENT, "file_ids": [file["id"]]}]
    dossier_id = (await service.submit(WITH_DOCUMENT, documents=documents))["id"]
    await service.act(dossier_id, "accept", service.one_stop, 1)
    await service.act(dossier_id, "transfer", service.one_stop, 2)
    result = await service.upload(service.specialist)
    await service.act(dossier_id, "complete", service.specialist, 3, result_files=[result])
    await service.act(dossier_id, "return-result", service.one_stop, 4)
    shown = (await service.http.get(f"/v1/dossiers/{dossier_id}", headers=service.citizen)).json()
    notices = (await service.http.get(f"/v1/dossiers/{dossier_id}/notices", headers=service.citizen)).json()["items"]
    paper = next(notice for notice in notices if notice["form"])
    assert (await service.http.get(paper["paper_link"])).content.startswith(b"%PDF")
    for offered in (shown["documents"][0]["files"][0], shown["results"][0]):
        assert (await service.http.get(offered["link"])).content.startswith(b"\x89PNG")
        assert (await service.http.get(offered["href"], headers=service.citizen)).status_code == 200
    seen = (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.one_stop)).json()
    offered = seen["documents"][0]["files"][0]
    before = await service.database["access_log"].count_documents({})
    assert (await service.http.get(offered["link"])).status_code == 200
    assert await service.database["access_log"].count_documents({}) == before + 1, "a look is recorded, by a link too"
    masked = (await service.http.get(f"/v1/staff/dossiers/{dossier_id}", headers=service.administrator)).json()
    assert masked["documents"][0]["files"][0]["link"] is None


async def test_a_draft_names_its_files(service: Service) -> None:
    file = await uploaded(service)
    content = {"procedure_code": WITH_DOCUMENT, "documents": [{"code": DOCUMENT, "file_ids": [file["id"]]}]}
    begun = await service.http.post("/v1/drafts", json=content, headers={**service.citizen, **key()})
    assert begun.status_code == 201, begun.text
    again = (await service.http.get(begun.headers["location"], headers=service.citizen)).json()
    (shown,) = again["files"]
    assert (shown["name"], shown["size"], shown["media_type"]) == (file["name"], file["size"], "image/png")
    assert (await service.http.get(shown["thumbnail_link"])).status_code == 200
