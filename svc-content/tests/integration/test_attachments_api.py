"""What hangs on an article, as citizens see it before they load it."""

from typing import Any

from svc_content.domain.article import MAX_FILES_IN_TEXT
from svc_content.use_cases.find_attached_files import FindAttachedFiles

from .service import Service, if_match, key, picture, text


async def test_an_attachment_says_what_it_is_before_it_is_loaded(service: Service) -> None:
    content = picture()
    uploaded = [
        await service.http.post("/v1/staff/media", files={"file": (name, content)}, headers={**service.writer, **key()})
        for name in ("Bản đồ ngập.png", "Sơ đồ đường.png")
    ]
    second, first = [answer.json() for answer in uploaded]
    article_id = await service.publish(attachments=[first["id"], second["id"]])
    assert (await service.get(f"/v1/news/{article_id}"))["attachments"] == [first, second]
    assert (first["name"], first["media_type"]) == ("Sơ đồ đường.png", "image/png")
    assert first["size"] == len((await service.http.get(first["url"])).content)


async def uploaded(service: Service, who: dict[str, str], name: str = "Cầu.png", content: bytes = b"") -> Any:
    answer = await service.http.post(
        "/v1/staff/media", files={"file": (name, content or picture())}, headers={**who, **key()}
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


def with_picture(address: str) -> str:
    return f'<p>Sáng nay</p><img src="{address}" alt="Cầu">'


async def test_a_picture_in_a_text_is_read_by_all_once_the_text_is_shown(service: Service) -> None:
    url = (await uploaded(service, service.writer))["url"]
    article_id = await service.write(html=with_picture(f"https://smart.quangngai.gov.vn{url}"))
    await service.get(url, status=404)
    await service.get(url.replace("/v1/", "/v1/staff/"), service.approver)
    await service.step(article_id, "submit", service.writer)
    await service.step(article_id, "approve", service.approver)
    await service.step(article_id, "publish", service.approver)
    assert url in (await service.get(f"/v1/news/{article_id}"))["html"]
    assert (await service.http.get(url)).status_code == 200
    await service.step(article_id, "withdraw", service.approver, reason="Sai ảnh")
    await service.get(url, status=404)


async def test_a_picture_in_a_guide_is_read_by_all_while_the_guide_is_shown(service: Service) -> None:
    file = await uploaded(service, service.editor)
    await service.arrange("topics", "di-lai", {"label": "Đi lại"})
    guide = {"topic": "di-lai", "title": "Cách đi", "summary": "", "html": with_picture(f"..{file['url']}")}
    added = await service.arrange("guides", "cach-di", guide)
    assert added["content"]["html"] == with_picture(file["url"])
    assert (await service.http.get(file["url"])).status_code == 200
    attached = FindAttachedFiles(service.stores.articles, service.stores.entries)
    assert await attached([file["id"], "fil_other"]) == {file["id"]}
    await service.arrange("guides", "cach-di", {**guide, "summary": "Mới"}, version=1)
    foreign = await uploaded(service, service.writer)
    guide["html"] = with_picture(foreign["url"])
    refused = await service.arrange("guides", "khac", guide, status=422)
    assert [error["field"] for error in refused["errors"]] == ["content.html"]


async def test_a_text_takes_only_pictures_of_who_writes_it(service: Service) -> None:
    other = await uploaded(service, service.both)
    paper = await uploaded(service, service.writer, "Bản đồ.pdf", await poster(service))
    nobodys = "/v1/media/fil_01ARZ3NDEKTSV4RRFFQ69G5FAV"
    many = "".join(with_picture(f"{nobodys[:-2]}{number}") for number in range(10, 11 + MAX_FILES_IN_TEXT))
    for html in (with_picture(nobodys), with_picture(other["url"]), with_picture(paper["url"]), many):
        body = {"unit": "province", **text(html=html)}
        refused = await service.http.post("/v1/staff/articles", json=body, headers={**service.writer, **key()})
        assert refused.status_code == 422, html
        assert [error["field"] for error in refused.json()["errors"]] == ["html"]
    led_to = f'<p>Xem <a href="{paper["url"]}">bản đồ</a></p>'
    article_id = await service.publish(html=led_to)
    cover = text(html=led_to, cover=paper["id"], cover_text="Bản đồ")
    corrected = await service.step(article_id, "", service.writer, 422, "PUT", **cover)
    assert [error["field"] for error in corrected["errors"]] == ["cover"]
    assert (await service.http.get(paper["url"])).status_code == 200


async def test_a_colleague_edits_a_text_with_its_pictures(service: Service) -> None:
    url = (await uploaded(service, service.writer))["url"]
    article_id = await service.write(html=with_picture(url))
    await service.step(article_id, "", service.both, method="PUT", **text(html=with_picture(url), title="Sửa"))


async def poster(service: Service) -> bytes:
    answer = await service.http.get(
        "/v1/staff/links/poster.pdf", params={"screen": "news", "title": "Tin", "text": "Quét"}, headers=service.editor
    )
    assert answer.status_code == 200, answer.text
    return answer.content


async def test_a_writer_reads_what_was_kept_and_what_was_taken_out(service: Service) -> None:
    html = "<p>Tin</p><img src='https://anh.example/1.png' alt='Cầu'><iframe src='https://video.example/1'></iframe>"
    said = [
        {
            "kind": "picture",
            "kind_label": "Ảnh không nằm trong hệ thống; hãy tải ảnh lên rồi chèn lại",
            "detail": "<img> https://anh.example/1.png",
        },
        {
            "kind": "embedded",
            "kind_label": "Nội dung nhúng, mã lệnh hoặc định dạng, bỏ cả phần bên trong",
            "detail": "<iframe> https://video.example/1",
        },
    ]
    body, headers = {"unit": "province", **text(html=html)}, {**service.writer, **key()}
    for _ in range(2):
        written = (await service.http.post("/v1/staff/articles", json=body, headers=headers)).json()
        assert (written["html"], written["removed"]) == ("<p>Tin</p>", said)
    headers = {**service.writer, **key(), **if_match(1)}
    path = f"/v1/staff/articles/{written['id']}"
    edited = (await service.http.put(path, json=text(html="<p>Mới</p><p>Sạch</p>"), headers=headers)).json()
    assert (edited["version"], edited["html"], edited["removed"]) == (2, "<p>Mới</p><p>Sạch</p>", [])
