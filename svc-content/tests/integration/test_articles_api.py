"""An article from the editor's draft to the citizen's screen, and away again."""

import asyncio
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from prometheus_client import REGISTRY

from shared.ids import random_id
from shared.leases import Leases
from shared.periodic import Repeating
from shared.testing import let_leases_end
from svc_content.domain.article import MAX_STEPS
from svc_content.use_cases.keep_articles import KeepArticles

from .service import UNIT, Service, if_match, key, picture, text


async def test_an_article_goes_its_way_by_different_people(service: Service) -> None:
    article_id = await service.write()
    assert (await service.get(f"/v1/news/{article_id}", status=404))["title"] == "Không tìm thấy"
    await service.step(article_id, "submit", service.writer)
    await service.step(article_id, "approve", service.approver)
    receipt = await service.step(article_id, "publish", service.approver)
    assert (receipt["state"], receipt["state_label"], receipt["version"]) == ("published", "Đã xuất bản", 4)
    shown = await service.get(f"/v1/news/{article_id}")
    assert shown["plain_text"] == "Sáng nay, cầu mới đã thông xe."
    assert shown["category_label"] == "Thời sự – Chính trị"
    assert shown["issuer"] == "Ủy ban nhân dân tỉnh Quảng Ngãi"
    assert shown["link"].endswith(f"/news/{article_id}")
    [(kind, data)] = await service.outbox("articles")
    assert kind == "vn.quangngai.article.published.v1"
    assert (data["published_by"], data["writers"], data["warning"]) == ("stf_approver", ["stf_writer"], False)
    await service.step(article_id, "withdraw", service.approver, reason="Sai số liệu")
    await service.get(f"/v1/news/{article_id}", status=404)
    assert [kind for kind, _ in await service.outbox("articles")][-1] == "vn.quangngai.article.withdrawn.v1"


async def test_an_article_has_a_page_for_browsers_and_search_engines(service: Service) -> None:
    article_id = await service.publish(
        title="Cầu <mới> & đường",
        html="<p>Sáng nay</p><script>alert(1)</script>",
        source={"name": "Báo", "url": "https://bao.example/1", "licence": "Thỏa thuận số 1"},
    )
    address = f"/v1/news/{article_id}/page"
    page = await service.http.get(address)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.headers["content-security-policy"].startswith("default-src 'none'; img-src 'self'; style-src 'sha256-")
    assert "<h1>Cầu &lt;mới&gt; &amp; đường</h1>" in page.text
    assert '<meta property="og:title" content="Cầu &lt;mới&gt; &amp; đường">' in page.text
    assert f'<link rel="canonical" href="https://smart.quangngai.gov.vn{address}">' in page.text
    assert "<p>Sáng nay</p>" in page.text
    assert "alert(1)" not in page.text
    assert 'href="https://bao.example/1"' in page.text
    again = await service.http.get(address, headers={"If-None-Match": page.headers["etag"]})
    assert again.status_code == 304
    passed_on = await service.http.get(address, params={"zarsrc": "30", "utm_source": "zalo"})
    assert (passed_on.status_code, passed_on.text) == (200, page.text)
    shown = (await service.get(f"/v1/news/{article_id}"))["published_at"]
    assert f'<meta property="article:published_time" content="{shown}">' in page.text, "the one form of a time"
    assert f'<time datetime="{shown}">' in page.text
    await service.step(article_id, "withdraw", service.approver, reason="Sai số liệu")
    assert (await service.http.get(address)).status_code == 404


async def test_what_is_withdrawn_is_what_was_read_not_what_is_being_written(service: Service) -> None:
    article_id = await service.publish(title="Bão số 12", category="thien-tai", warning=True)
    await service.step(article_id, "", service.writer, method="PUT", **text(title="Trời đẹp", warning=False))
    await service.step(article_id, "withdraw", service.approver, reason="Sai số liệu")
    kind, data = (await service.outbox("articles"))[-1]
    assert (kind, data["title"], data["warning"]) == ("vn.quangngai.article.withdrawn.v1", "Bão số 12", True)


async def test_who_wrote_it_neither_approves_nor_publishes_it(service: Service) -> None:
    article_id = await service.write(service.both)
    await service.step(article_id, "submit", service.both)
    refused = await service.step(article_id, "approve", service.both, status=409)
    assert refused["type"].endswith("article-wrote-it")
    shown = await service.get(f"/v1/staff/articles/{article_id}", service.both)
    assert refused["allowed_actions"] == shown["allowed_actions"] != []
    await service.step(article_id, "approve", service.approver)
    assert (await service.step(article_id, "publish", service.both, status=409))["type"].endswith("article-wrote-it")


async def test_the_list_of_an_editor_says_what_can_be_done_next_and_how(service: Service) -> None:
    article_id = await service.write(service.both)
    await service.step(article_id, "submit", service.both)
    [row] = (await service.get("/v1/staff/articles?state=review", service.both))["items"]
    assert [one["action"] for one in row["allowed_actions"]] == ["recall", "return"]
    [row] = (await service.get("/v1/staff/articles", service.approver))["items"]
    assert (row["category_label"], row["unit_name"]) == ("Thời sự – Chính trị", "Ủy ban nhân dân tỉnh Quảng Ngãi")
    allowed = {one["action"]: one for one in row["allowed_actions"]}
    assert allowed["approve"] == {
        "action": "approve",
        "label": "Duyệt",
        "method": "POST",
        "href": f"/v1/staff/articles/{article_id}/approve",
        "needs_if_match": True,
        "etag": '"2"',
    }


async def test_a_commune_sees_and_writes_only_its_own(service: Service) -> None:
    article_id = await service.write()
    await service.get(f"/v1/staff/articles/{article_id}", service.commune, status=404)
    body = {"unit": "21028", **text()}
    refused = await service.http.post("/v1/staff/articles", json=body, headers={**service.commune, **key()})
    assert refused.status_code == 403
    body = {"unit": "99999", **text()}
    unknown = await service.http.post("/v1/staff/articles", json=body, headers={**service.writer, **key()})
    assert unknown.json()["errors"] == [{"field": "unit", "message": "Không có cơ quan, đơn vị mang mã này."}]
    body = {"unit": UNIT, **text(title="Tin của phường")}
    made = await service.http.post("/v1/staff/articles", json=body, headers={**service.commune, **key()})
    assert made.status_code == 201
    listed = await service.get("/v1/staff/articles", service.commune)
    assert [row["title"] for row in listed["items"]] == ["Tin của phường"]
    assert len((await service.get("/v1/staff/articles", service.approver))["items"]) == 2
    await service.get("/v1/staff/articles?unit=21028", service.commune, status=403)
    for who in (service.commune, service.approver):
        await service.get("/v1/staff/articles?unit=99999", who, status=422)
        assert len((await service.get(f"/v1/staff/articles?unit={UNIT}", who))["items"]) == 1


@pytest.mark.parametrize(
    "path", ["/v1/news?category=", "/v1/news.rss?category=", "/v1/guides?topic=", "/v1/faq?topic="]
)
async def test_a_filter_that_names_nothing_is_said(service: Service, path: str) -> None:
    answer = await service.http.get(f"{path}zz")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, path.rpartition("?")[2][:-1])


async def test_a_repeat_is_answered_alike_and_a_late_editor_is_told(service: Service) -> None:
    same, body = key(), {"unit": "province", **text()}
    first = await service.http.post("/v1/staff/articles", json=body, headers={**service.writer, **same})
    again = await service.http.post("/v1/staff/articles", json=body, headers={**service.writer, **same})
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert again.headers["idempotent-replay"] == "true"
    other = await service.http.post(
        "/v1/staff/articles", json=body | {"title": "Khác"}, headers={**service.writer, **same}
    )
    assert other.status_code == 422
    path = f"/v1/staff/articles/{first.json()['id']}"
    edit = {**service.writer, **key(), **if_match(1)}
    assert (await service.http.put(path, json=text(title="Sửa"), headers=edit)).status_code == 200
    late = await service.http.put(path, json=text(title="Muộn"), headers={**service.writer, **key(), **if_match(1)})
    assert (late.status_code, late.json()["current_version"]) == (412, 2)
    shown = await service.get(path, service.writer)
    assert late.json()["allowed_actions"] == shown["allowed_actions"]
    assert {offer["etag"] for offer in shown["allowed_actions"]} == {'"2"'}


async def test_two_approvers_at_once_publish_once(service: Service) -> None:
    article_id = await service.write()
    await service.step(article_id, "submit", service.writer)
    await service.step(article_id, "approve", service.approver)
    answers = await asyncio.gather(
        *(
            service.http.post(
                f"/v1/staff/articles/{article_id}/publish",
                json={},
                headers={**service.approver, **key(), **if_match(3)},
            )
            for _ in range(6)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, *[412] * 5]
    assert len(await service.outbox("articles")) == 1


async def test_a_correction_is_read_once_it_is_published(service: Service) -> None:
    article_id = await service.publish()
    await service.step(article_id, "", service.writer, method="PUT", **text(title="Cầu mới thông xe"))
    assert (await service.get(f"/v1/news/{article_id}"))["title"] == "Khánh thành cầu mới"
    compared = await service.get(f"/v1/staff/articles/{article_id}/difference", service.approver)
    assert (compared["before"], compared["after"], compared["members"]) == (1, 2, ["title"])
    await service.step(article_id, "submit", service.writer)
    await service.step(article_id, "approve", service.approver)
    await service.step(article_id, "publish", service.approver)
    assert (await service.get(f"/v1/news/{article_id}"))["title"] == "Cầu mới thông xe"


async def test_scripts_are_taken_out_and_nothing_left_is_refused(service: Service) -> None:
    article_id = await service.publish(html="<p onclick=x>An toàn<script>alert(1)</script></p>")
    assert (await service.get(f"/v1/news/{article_id}"))["html"] == "<p>An toàn</p>"
    body = {"unit": "province", **text(html="<script>alert(1)</script>", category="khong-co")}
    refused = await service.http.post("/v1/staff/articles", json=body, headers={**service.writer, **key()})
    assert refused.status_code == 422
    assert sorted(error["field"] for error in refused.json()["errors"]) == ["category", "html"]


async def test_the_news_are_paged_with_what_is_pinned_on_top(service: Service) -> None:
    ids = []
    for number in range(5):
        service.clock.advance(timedelta(minutes=1))
        ids.append(await service.publish(title=f"Tin {number}", category="y-te" if number % 2 else "thoi-su"))
    until = (service.clock.now() + timedelta(hours=1)).isoformat()
    await service.step(ids[0], "pin", service.approver, until=until)
    page = await service.get("/v1/news?limit=2")
    assert [row["title"] for row in page["pinned"]] == ["Tin 0"]
    assert [row["title"] for row in page["items"]] == ["Tin 4", "Tin 3"]
    assert page["total"] == 5
    further = await service.get(f"/v1/news?limit=2&after={page['next']}")
    assert [row["title"] for row in further["items"]] == ["Tin 2", "Tin 1"]
    assert (further["pinned"], further["next"]) == ([], None)
    of_category = await service.get("/v1/news?category=y-te")
    assert [row["title"] for row in of_category["items"]] == ["Tin 3", "Tin 1"]
    assert (await service.get(f"/v1/news/{ids[2]}"))["related"][0]["title"] == "Tin 4"
    await service.get("/v1/news?after=zzz", status=400)


async def test_what_has_not_changed_is_not_sent_again(service: Service) -> None:
    await service.publish()
    first = await service.http.get("/v1/news")
    assert "public, max-age=1" in first.headers["cache-control"]
    again = await service.http.get("/v1/news", headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    await service.publish(title="Tin nữa")
    assert (await service.http.get("/v1/news", headers={"If-None-Match": first.headers["etag"]})).status_code == 200


async def test_what_is_scheduled_appears_and_what_expires_goes_each_once(service: Service) -> None:
    now = service.clock.now()
    article_id = await service.write()
    await service.step(article_id, "submit", service.writer)
    await service.step(article_id, "approve", service.approver)
    plan: dict[str, Any] = {
        "publish_at": (now + timedelta(hours=1)).isoformat(),
        "expires_at": (now + timedelta(hours=2)).isoformat(),
    }
    receipt = await service.step(article_id, "publish", service.approver, **plan)
    assert (receipt["action"], receipt["state"]) == ("schedule", "approved")
    jobs = [
        Repeating(
            "keep_articles",
            2.0,
            KeepArticles(service.stores.articles, service.events, service.clock),
            Leases(service.database["leases"], random_id("prc")),
        )
        for _ in range(2)
    ]

    async def run() -> None:
        for job in jobs:
            await job.batch()
            await let_leases_end(service.database)

    await run()
    await service.get(f"/v1/news/{article_id}", status=404)
    service.clock.advance(timedelta(hours=1))
    await run()
    assert (await service.get(f"/v1/news/{article_id}"))["id"] == article_id
    service.clock.advance(timedelta(hours=1))
    await service.get(f"/v1/news/{article_id}", status=404)
    await run()
    assert [kind.split(".")[3] for kind, _ in await service.outbox("articles")] == ["published", "withdrawn"]


async def test_an_article_of_two_hundred_steps_appears_and_keeps_no_other_from_it(service: Service) -> None:
    at = service.clock.now() + timedelta(hours=1)
    articles = [await service.write(), await service.write()]
    for article_id in articles:
        await service.step(article_id, "submit", service.writer)
        await service.step(article_id, "approve", service.approver)
        await service.step(article_id, "publish", service.approver, publish_at=at.isoformat())
    stored = await service.database["articles"].find_one({"_id": articles[0]})
    assert stored
    timeline = [stored["timeline"][0]] * MAX_STEPS
    await service.database["articles"].update_one({"_id": articles[0]}, {"$set": {"timeline": timeline}})
    service.clock.advance(timedelta(hours=1))
    await KeepArticles(service.stores.articles, service.events, service.clock)()
    for article_id in articles:
        assert (await service.get(f"/v1/news/{article_id}"))["id"] == article_id


async def test_a_warning_is_pinned_by_itself_and_named_in_the_event(service: Service) -> None:
    article_id = await service.publish(title="Bão số 12", category="thien-tai", warning=True)
    page = await service.get("/v1/news")
    assert [(row["id"], row["warning"], row["pinned"]) for row in page["pinned"]] == [(article_id, True, True)]
    [(_, data)] = await service.outbox("articles")
    assert data["warning"] is True
    service.clock.advance(timedelta(hours=25))
    assert (await service.get("/v1/news"))["pinned"] == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": "..."}, "title"),
        ({"summary": "🌀🌀"}, "summary"),
        ({"warning": True, "title": "Bão gấp, gọi 0905123456"}, "title"),
        ({"warning": True, "summary": "CCCD 051190000123 ở vùng trũng"}, "summary"),
    ],
)
async def test_what_cannot_be_read_or_sent_to_all_is_said_beside_its_field(
    service: Service, changed: Any, field: str
) -> None:
    body = {"unit": "province", **text(**changed)}
    refused = await service.http.post("/v1/staff/articles", json=body, headers={**service.writer, **key()})
    assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (422, [field])


async def test_a_cover_is_read_by_all_only_once_its_article_is_shown(service: Service) -> None:
    async def upload(content: bytes, who: dict[str, str] = service.writer, status: int = 201) -> str:
        answer = await service.http.post(
            "/v1/staff/media", files={"file": ("bia.png", content)}, headers={**who, **key()}
        )
        assert answer.status_code == status, answer.text
        return str(answer.json().get("id"))

    file_id = await upload(picture(size=(800, 600)))
    await upload(b"<svg onload=alert(1)>", status=415)
    await service.get(f"/v1/media/{file_id}", status=404)
    body = {"unit": "province", **text(cover=file_id)}
    refused = await service.http.post("/v1/staff/articles", json=body, headers={**service.writer, **key()})
    assert [error["field"] for error in refused.json()["errors"]] == ["cover_text"]
    article_id = await service.write(cover=file_id, cover_text="Cây cầu lúc bình minh")
    await service.step(article_id, "submit", service.writer)
    await service.get(f"/v1/media/{file_id}", status=404)
    assert await service.stores.articles.attached([file_id, "fil_other"]) == {file_id}
    await service.step(article_id, "approve", service.approver)
    await service.step(article_id, "publish", service.approver)
    answer = await service.http.get(f"/v1/media/{file_id}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert "x-content-type-options" not in answer.headers, "the gateway says it of every answer, once"
    assert "immutable" in answer.headers["cache-control"]
    [row] = (await service.get("/v1/news"))["items"]
    small = row["thumbnail"]
    assert (small["text"], row["cover"]["text"]) == ("Cây cầu lúc bình minh", "Cây cầu lúc bình minh")
    thumbnail = await service.http.get(small["url"])
    assert thumbnail.headers["content-type"] == "image/jpeg"
    assert Image.open(BytesIO(thumbnail.content)).size == (small["width"], small["height"]) == (480, 360)
    kept = ("cache-control", "content-disposition", "cross-origin-resource-policy")
    assert [thumbnail.headers[name] for name in kept] == [answer.headers[name] for name in kept]
    home = await service.get("/v1/home")
    whole = await service.get(f"/v1/news/{article_id}")
    assert home["news"][0]["thumbnail"] == small == whole["thumbnail"]
    unknown = "fil_01ARZ3NDEKTSV4RRFFQ69G5FAV"
    foreign = {"unit": "province", **text(cover=unknown, cover_text="x", attachments=[unknown])}
    refused = await service.http.post("/v1/staff/articles", json=foreign, headers={**service.writer, **key()})
    assert [error["field"] for error in refused.json()["errors"]] == ["attachments[0]", "cover"]


async def test_a_file_of_another_commune_is_as_one_that_is_not_there(service: Service) -> None:
    neighbour = service.mint.staff("news_writer@21028", "administrator@21028", staff_id="stf_neighbour")
    colleague = service.mint.staff(f"news_approver@{UNIT}", staff_id="stf_colleague")
    answer = await service.http.post(
        "/v1/staff/media", files={"file": ("bia.png", picture())}, headers={**service.commune, **key()}
    )
    path = f"/v1/staff/media/{answer.json()['id']}"
    await service.get(path, service.commune)
    await service.get(path, service.editor)
    absent = await service.get("/v1/staff/media/fil_01ARZ3NDEKTSV4RRFFQ69G5FAV", neighbour, status=404)
    foreign = await service.get(path, neighbour, status=404)
    assert [foreign[name] for name in ("type", "title", "detail")] == [
        absent[name] for name in ("type", "title", "detail")
    ]
    await service.get(path, colleague, status=404)
    await service.write(service.commune, unit=UNIT, cover=answer.json()["id"], cover_text="Cây cầu")
    await service.get(path, colleague)
    await service.get(path, neighbour, status=404)


async def test_figures_of_a_commune_count_its_own_articles(service: Service) -> None:
    await service.write()
    await service.write(service.commune, unit=UNIT)
    administrator = service.mint.staff(f"administrator@{UNIT}", staff_id="stf_administrator")
    of_commune = await service.get("/v1/staff/content-figures", administrator)
    of_province = await service.get("/v1/staff/content-figures", service.editor)
    assert [sum(row["count"] for row in one["articles"]) for one in (of_commune, of_province)] == [1, 2]
    assert {**of_commune, "articles": []} == {**of_province, "articles": []}, "no secret from editors"
    assert {(row["category"], row["category_label"]) for row in of_province["articles"]} == {
        ("thoi-su", "Thời sự – Chính trị")
    }


async def test_lists_carry_no_texts(service: Service) -> None:
    """Five thousand articles of a sitemap, each with its text, are a gigabyte that anybody may ask for."""
    await service.publish(publication={"pinned_until": (service.clock.now() + timedelta(hours=1)).isoformat()})
    article_id = await service.publish()
    now, articles = service.clock.now(), service.stores.articles
    one = await articles.public(article_id, now)
    assert one is not None and one.shown.content.html and one.shown.content.plain_text
    rows = [*await articles.news(None, now, None, 9), *await articles.pinned(now, 9)]
    rows += await articles.related(one, now, 9)
    edited = [row.article for row in await articles.for_editors(None, None, None, 9)]
    contents = [row.shown.content for row in rows] + [row.shown.content for row in edited if row.shown]
    assert len(rows) == 4 and len(edited) == 2
    assert {(content.html, content.plain_text) for content in contents} == {("", "")}
    assert {content.title for content in contents} == {one.shown.content.title}


async def test_reads_are_counted_without_a_write_for_each(service: Service) -> None:
    article_id = await service.publish()
    for _ in range(7):
        await service.get(f"/v1/news/{article_id}")
    assert await service.stores.counters.reads([article_id]) == {}
    await service.count.flush()
    await service.count.flush()
    assert await service.stores.counters.reads([article_id]) == {article_id: 7}
    detail = await service.get(f"/v1/staff/articles/{article_id}", service.writer)
    assert (detail["reads"], len(detail["timeline"])) == (7, 4)


async def test_a_cache_says_how_many_it_gave_an_article_to(service: Service) -> None:
    article_id = await service.publish()
    first = await service.http.get(f"/v1/news/{article_id}")
    assert first.headers["meter"] == "do-report"
    again = await service.http.get(
        f"/v1/news/{article_id}", headers={"Meter": "count=41/0", "If-None-Match": first.headers["etag"]}
    )
    assert again.status_code == 304
    await service.count.flush()
    assert await service.stores.counters.reads([article_id]) == {article_id: 42}


async def test_without_a_role_nothing_opens(service: Service) -> None:
    for who in ({}, service.citizen, service.mint.staff("one_stop@21025")):
        answer = await service.http.get("/v1/staff/articles", headers=who)
        assert answer.status_code in (401, 403)
    assert (await service.http.get("/v1/staff/content/guides", headers=service.writer)).status_code == 403
    commune = service.mint.staff("content_editor@21025")
    assert (await service.http.get("/v1/staff/content/guides", headers=commune)).status_code == 403


async def test_an_approver_sees_that_a_link_leads_elsewhere(service: Service) -> None:
    link = '<p>Đăng ký <a href="https://{}.example/">tại đây</a>.</p>'
    article_id = await service.write(html=link.format("that"))
    await service.step(article_id, "", service.writer, method="PUT", **text(html=link.format("gia")))
    compared = await service.get(f"/v1/staff/articles/{article_id}/difference", service.approver)
    assert compared["members"] == []
    assert [(piece["change"], piece["text"]) for piece in compared["text"]] == [
        ("same", "Đăng ký tại đây "),
        ("removed", "(https://that.example/)."),
        ("added", "(https://gia.example/)."),
    ]


async def test_editors_find_articles_by_words_with_or_without_accents(service: Service) -> None:
    await service.publish(title="Cầu Thạch Bích thông xe", tags=["Đường thủy"])
    service.clock.advance(timedelta(minutes=1))
    article_id = await service.write(title="Lịch tiêm chủng", summary="Trạm y tế Ký Sơn")
    await service.write(service.commune, unit=UNIT, title="Cầu treo Thạch Nham")

    async def titles(query: str, who: dict[str, str] = service.approver) -> list[str]:
        return [row["title"] for row in (await service.get(f"/v1/staff/articles?{query}", who))["items"]]

    assert await titles("q=cau thach") == ["Cầu treo Thạch Nham", "Cầu Thạch Bích thông xe"]
    assert await titles("q=CẦU thạch&state=published") == ["Cầu Thạch Bích thông xe"]
    assert await titles("q=cau thach", service.commune) == ["Cầu treo Thạch Nham"]
    assert await titles("q=kí sơn") == await titles("q=tram y te") == ["Lịch tiêm chủng"]
    assert await titles("q=duong thuy") == ["Cầu Thạch Bích thông xe"]
    assert await titles("q=cau tiem") == await titles("q=...") == []
    await service.step(article_id, "", service.writer, method="PUT", **text(title="Lịch mới"))
    assert await titles("q=chung") == []
    page = await service.get("/v1/staff/articles?q=thach&limit=1", service.approver)
    assert await titles(f"q=thach&limit=1&after={page['next']}") == ["Cầu Thạch Bích thông xe"]
    await service.get(f"/v1/staff/articles?q={'a' * 201}", service.approver, status=422)


async def test_each_written_article_is_counted(service: Service) -> None:
    def counted() -> float:
        return REGISTRY.get_sample_value("content_article_steps_total", {"action": "write"}) or 0.0

    before = counted()
    body, same = {"unit": "province", **text()}, key()
    for _ in range(2):
        await service.http.post("/v1/staff/articles", json=body, headers={**service.writer, **same})
    await service.write()
    assert counted() - before == 2


async def test_a_heading_is_one_line_that_nothing_turns_around(service: Service) -> None:
    source = {"name": "Báo\n mẫu", "url": "", "licence": "Thỏa\u2028thuận"}
    article_id = await service.publish(title="Tin\u202e \n “mới”\u2028nhất", tags=["giao\nthông"], source=source)
    shown = await service.get(f"/v1/news/{article_id}")
    assert (shown["title"], shown["tags"]) == ("Tin “mới” nhất", ["giao thông"])
    assert (shown["source"]["name"], shown["source"]["licence"]) == ("Báo mẫu", "Thỏa thuận")
