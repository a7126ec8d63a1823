"""What hangs on an article, as citizens see it before they load it."""

from .service import Service, key, picture


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
