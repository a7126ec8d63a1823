"""Uploads: what is taken, what is not, whose it is, and how long it stays."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

from shared.files.sweep import MARGIN, SweepFiles
from shared.mongo import bucket
from svc_dossier.api.files.responses import StoredFile

from .service import DOCUMENT, MAX_FILE_BYTES, WITH_DOCUMENT, Service, key, picture


def part(disposition: bytes) -> bytes:
    return b"--b\r\nContent-Disposition: form-data; " + disposition + b"\r\n\r\nx\r\n"


async def count(service: Service) -> tuple[int, int]:
    files, chunks = service.database["files.files"], service.database["files.chunks"]
    return await files.count_documents({}), await chunks.count_documents({})


async def test_a_scan_comes_back_as_a_harmless_attachment(service: Service) -> None:
    answer = await service.http.post(
        "/v1/files",
        files={"file": ("Giấy chứng sinh.exe", picture(), "text/html")},
        headers={**service.citizen, **key()},
    )
    assert answer.status_code == 201
    kept = StoredFile.model_validate(answer.json())
    assert (kept.media_type, kept.name) == ("image/png", "Giấy chứng sinh.png")
    back = await service.http.get(f"/v1/files/{kept.id}", headers=service.citizen)
    assert back.content.startswith(b"\x89PNG")
    assert len(back.content) == kept.size == int(back.headers["content-length"])
    assert "x-content-type-options" not in back.headers, "the gateway says it of every answer, once"
    assert back.headers["content-disposition"].startswith("attachment; filename*=UTF-8''Gi%E1%BA%A5y")
    assert "sandbox" in back.headers["content-security-policy"]
    assert "no-store" in back.headers["cache-control"]


async def test_a_foreign_and_an_absent_file_are_alike(service: Service) -> None:
    file_id = await service.upload()
    foreign = await service.http.get(f"/v1/files/{file_id}", headers=service.stranger)
    absent = await service.http.get("/v1/files/fil_00000000000000000000000000", headers=service.citizen)
    assert foreign.status_code == absent.status_code == 404
    assert foreign.content == absent.content


async def test_officers_who_work_on_dossiers_upload_and_nobody_else_takes_it(service: Service) -> None:
    scan = {"file": ("Giấy khai sinh.png", picture())}
    for who, status in ((service.specialist, 201), (service.administrator, 403), (service.citizen, 403)):
        answer = await service.http.post("/v1/staff/files", files=scan, headers={**who, **key()})
        assert answer.status_code == status, answer.text
    file_id = await service.upload(service.specialist)
    assert (await service.http.get(f"/v1/files/{file_id}", headers=service.citizen)).status_code == 404
    documents = [{"code": DOCUMENT, "file_ids": [file_id]}]
    body = service.body(WITH_DOCUMENT, documents=documents)
    taken = await service.http.post("/v1/dossiers", json=body, headers={**service.citizen, **key()})
    assert (taken.status_code, taken.json()["errors"][0]["field"]) == (422, "documents[0].file_ids[0]")
    dossier_id, version = await service.brought_to(4)
    given = await service.act(dossier_id, "complete", service.specialist, version, result_files=[file_id])
    assert given.status_code == 200
    other, version = await service.brought_to(4)
    twice = await service.act(other, "complete", service.specialist, version, result_files=[file_id])
    assert (twice.status_code, twice.json()["errors"][0]["field"]) == (422, "result_files[0]")
    assert (await service.stored(other))["version"] == version


async def test_the_same_upload_sent_twice_is_one_file(service: Service) -> None:
    headers, scan = {**service.citizen, **key()}, picture()
    # The client draws another boundary each time.
    first = await service.http.post("/v1/files", files={"file": ("a.png", scan)}, headers=headers)
    again = await service.http.post("/v1/files", files={"file": ("a.png", scan)}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again.headers["idempotent-replay"] == "true"
    other = await service.http.post("/v1/files", files={"file": ("a.png", picture(7))}, headers=headers)
    assert other.status_code == 422
    assert other.json()["type"].endswith("idempotency-key-reused")
    assert await count(service) == (1, 1)


async def test_ten_at_once_are_one_file_and_leave_no_chunks_behind(service: Service) -> None:
    headers, scan = {**service.citizen, **key()}, picture()
    calls = [service.http.post("/v1/files", files={"file": ("a.png", scan)}, headers=headers) for _ in range(10)]
    answers = await asyncio.gather(*calls)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert await count(service) == (1, 1)


async def test_wrong_content_is_refused_and_nothing_is_kept(service: Service) -> None:
    for content, status in (
        (b"", 422),
        (b"MZ\x90\x00 program", 415),
        (b"<html><script>alert(1)</script>", 415),
        (b"GIF89a" + bytes(100), 415),
        (b"\xff\xd8\xff broken", 422),
        (b"%PDF-1.7 broken", 422),
        (picture()[:60], 422),
        (b"%PDF-" + bytes(MAX_FILE_BYTES), 413),
        (bytes(MAX_FILE_BYTES + 100_000), 413),
    ):
        answer = await service.http.post(
            "/v1/files", files={"file": ("scan.pdf", content, "application/pdf")}, headers={**service.citizen, **key()}
        )
        assert answer.status_code == status, content[:20]
        assert answer.headers["content-type"] == "application/problem+json"
        assert [error["field"] for error in answer.json()["errors"]] == ["file"]
        assert await count(service) == (0, 0)


async def test_an_endless_body_is_cut_off_while_it_streams(service: Service) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-'
        while sent < 50 * MAX_FILE_BYTES:
            sent += 65536
            yield bytes(65536)

    headers = {**service.citizen, **key(), "Content-Type": "multipart/form-data; boundary=b"}
    answer = await service.http.post("/v1/files", content=endless(), headers=headers)
    assert answer.status_code == 413
    assert sent < 2 * MAX_FILE_BYTES + 2 * 65536


async def test_a_body_that_is_no_single_file(service: Service) -> None:
    form = "multipart/form-data; boundary=b"
    for body, content_type, status in (
        (b"{}", "application/json", 415),
        (b"", "multipart/form-data", 400),
        (b"rubbish", form, 400),
        (part(b'name="other"; filename="a"') + b"--b--", form, 400),
        (part(b'name="file"') + b"--b--", form, 400),
        (part(b'filename="a"') + b"--b--", form, 400),
        (part(b'name="file"; filename="a"') * 2 + b"--b--", form, 400),
        (b"--b--", f"{form}; charset=utf-99", 400),
    ):
        headers = {**service.citizen, **key(), "Content-Type": content_type}
        answer = await service.http.post("/v1/files", content=body, headers=headers)
        assert answer.status_code == status, (body, answer.text)


async def test_who_may_upload(service: Service) -> None:
    files = {"file": ("a.png", picture())}
    assert (await service.http.post("/v1/files", files=files, headers=key())).status_code == 401
    assert (await service.http.post("/v1/files", files=files, headers={**service.one_stop, **key()})).status_code == 403
    assert (await service.http.post("/v1/files", files=files, headers=service.citizen)).status_code == 400


async def test_a_file_that_no_dossier_takes_expires_and_one_that_is_taken_stays(service: Service) -> None:
    left, taken = await service.upload(), await service.upload()
    await service.submit(WITH_DOCUMENT, documents=[{"code": DOCUMENT, "file_ids": [taken]}])
    sweep = SweepFiles(service.stores.files, service.stores.dossiers.attached, service.clock, service.file_life)
    await sweep.sweep()
    assert await count(service) == (2, 2)

    service.clock.advance(service.file_life + timedelta(minutes=1))
    service.citizen = service.mint.citizen(service.citizen_id)
    late = await service.http.post(
        "/v1/dossiers",
        json=service.body(WITH_DOCUMENT, documents=[{"code": DOCUMENT, "file_ids": [left]}]),
        headers={**service.citizen, **key()},
    )
    assert late.status_code == 422  # from here on no dossier can take it, so removing it later cannot tear one

    service.clock.advance(MARGIN)
    service.citizen = service.mint.citizen(service.citizen_id)
    await sweep.sweep()
    assert (await service.http.get(f"/v1/files/{left}", headers=service.citizen)).status_code == 404
    assert (await service.http.get(f"/v1/files/{taken}", headers=service.citizen)).status_code == 200
    assert await count(service) == (1, 1)
    assert await service.stores.files.unattached(service.clock.now(), 10) == []


async def test_chunks_that_a_crash_left_are_removed(service: Service) -> None:
    file_id = await service.upload()
    await service.database["files.files"].delete_one({"_id": file_id})
    assert await count(service) == (0, 1)
    kept = await service.upload()
    service.clock.advance(MARGIN + timedelta(minutes=5))
    await SweepFiles(service.stores.files, service.stores.dossiers.attached, service.clock, timedelta(days=3)).sweep()
    assert await count(service) == (1, 1)
    stream = await bucket(service.database, "files").open_download_stream(kept)
    assert await stream.read()
