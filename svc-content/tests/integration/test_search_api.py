"""A citizen finds what there is, however it is spelt."""

from datetime import timedelta

import pytest

from shared.events import Event, InvalidEvent, new_event
from svc_content.consumers.search_events import search_events
from svc_content.domain.incoming import (
    PROCEDURE_PUBLISHED,
    PROCEDURE_RETRACTED,
    QUESTION_PUBLISHED,
    QUESTION_WITHDRAWN,
    ProcedurePublished,
    ProcedureRetracted,
    QuestionPublished,
    QuestionWithdrawn,
)

from .service import Service


async def tell(service: Service, type_: str, subject: str, version: int, payload: object) -> None:
    event = new_event(type_, source="test", subject=subject, version=version, at=service.clock.now(), payload=payload)
    await search_events(service.index)(Event.decode(event.encode()))


def procedure(name: str, number: int = 1, day: str = "2026-01-01") -> ProcedurePublished:
    return ProcedurePublished(number=number, name=name, sector="ho-tich", keywords=["giấy tờ"], effective_from=day)


async def found(service: Service, query: str, more: str = "") -> list[str]:
    await service.follow()
    answer = await service.http.get("/v1/search", params={"q": query, **({"subject": more} if more else {})})
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["items"]]


async def test_a_misspelt_word_finds_the_procedure(service: Service) -> None:
    await tell(service, PROCEDURE_PUBLISHED, "1.001193", 1, procedure("Đăng ký khai sinh"))
    await tell(service, PROCEDURE_PUBLISHED, "1.000656", 1, procedure("Đăng ký khai tử"))
    for query in (
        "đăng ký khai sinh",
        "dang ky khai sinh",
        "đằng kí khai sinh",
        "khai xinh",
        "1.001193",
        "dang ki khai si",
    ):
        assert (await found(service, query))[0] == "1.001193", query
    assert await found(service, "xe máy điện") == []


async def test_people_find_a_procedure_by_their_own_words(service: Service) -> None:
    def named(name: str, *keywords: str) -> ProcedurePublished:
        return ProcedurePublished(
            number=1, name=name, sector="ho-tich", keywords=list(keywords), effective_from="2026-01-01"
        )

    await tell(service, PROCEDURE_PUBLISHED, "1.001193", 1, named("Đăng ký khai sinh", "giấy khai sinh"))
    await tell(service, PROCEDURE_PUBLISHED, "1.004873", 1, named("Cấp Giấy xác nhận tình trạng hôn nhân"))
    await tell(
        service, PROCEDURE_PUBLISHED, "1.001776", 1, named("Thực hiện trợ cấp xã hội hàng tháng", "người cao tuổi")
    )
    await tell(service, PROCEDURE_PUBLISHED, "1.004222", 1, named("Đăng ký thường trú"))
    for query, code in {
        "khaisinh": "1.001193",
        "dangkykhaisinh": "1.001193",
        "đăng kí khai sinh": "1.001193",
        "làm giấy khai sinh ở đâu": "1.001193",
        "xin giay doc than": "1.004873",
        "tro cap nguoi gia": "1.001776",
        "nhập hộ khẩu": "1.004222",
    }.items():
        assert (await found(service, query))[:1] == [code], query


async def test_who_looks_for_the_flood_finds_news_of_the_storm(service: Service) -> None:
    await tell(service, PROCEDURE_PUBLISHED, "1.000656", 1, procedure("Đăng ký khai tử"))
    article_id = await service.publish(title="Chằng chống nhà cửa trước mùa mưa bão", category="thien-tai")
    await service.index.article(article_id, 4)
    assert await found(service, "lũ dâng") == [article_id], "and nothing that only sounds a little like it"


async def test_news_guides_and_questions_are_found_and_go_again(service: Service) -> None:
    article_id = await service.publish(title="Cầu Trà Khúc thông xe")
    await service.index.article(article_id, 4)
    await service.index.entry("guides:khai-sinh", 1)
    await service.index.entry("faq:quen-ma", 1)
    asked = QuestionPublished(title="Xin bản sao bằng tốt nghiệp", question="Ở đâu?", answer="Tại Sở Giáo dục.")
    await tell(service, QUESTION_PUBLISHED, "que_1", 3, asked)
    assert await found(service, "cau tra khuc") == [article_id]
    assert await found(service, "giay chung sinh") == ["khai-sinh"]
    assert await found(service, "quen ma ho so") == ["faq:quen-ma"]
    assert await found(service, "bang tot nghiep") == ["que_1"]
    assert await found(service, "khai sinh", "article") == []
    await service.step(article_id, "withdraw", service.approver, reason="Gỡ thử")
    await service.index.article(article_id, 5)
    await tell(service, QUESTION_WITHDRAWN, "que_1", 4, QuestionWithdrawn())
    assert await found(service, "cau tra khuc") == []
    assert await found(service, "bang tot nghiep") == []
    await tell(service, QUESTION_PUBLISHED, "que_1", 3, asked)
    assert await found(service, "bang tot nghiep") == [], "an old telling that comes late brings nothing back"


async def test_a_version_of_a_procedure_is_found_from_its_day_on(service: Service) -> None:
    await tell(service, PROCEDURE_PUBLISHED, "1.001193", 1, procedure("Đăng ký khai sinh"))
    await tell(service, PROCEDURE_PUBLISHED, "1.001193", 1, procedure("Đăng ký khai sinh kiểu mới", 2, "2026-12-01"))
    await service.follow()

    async def title() -> str:
        return str((await service.get("/v1/search?q=khai sinh"))["items"][0]["title"])

    assert await title() == "Đăng ký khai sinh"
    service.clock.advance(timedelta(days=5))
    assert await title() == "Đăng ký khai sinh kiểu mới"
    await tell(service, PROCEDURE_RETRACTED, "1.001193", 2, ProcedureRetracted(number=2))
    await service.follow()
    assert await title() == "Đăng ký khai sinh"


async def test_what_was_looked_for_in_vain_is_kept_without_people(service: Service) -> None:
    for query in ("Xe điện", "xe điện", "0905123456", "lan qzz yahoo com", "Nguyễn Văn An"):
        await found(service, query)
    await service.count.flush()
    figures = await service.get("/v1/staff/content-figures", service.editor)
    assert [(one["words"], one["count"]) for one in figures["missed_searches"]] == [("xe điện", 2)]


async def test_what_has_only_some_of_the_words_is_shown_as_such_and_counts_as_missed(service: Service) -> None:
    await tell(service, PROCEDURE_PUBLISHED, "1.001193", 1, procedure("Đăng ký khai sinh"))
    await tell(service, PROCEDURE_PUBLISHED, "1.000656", 1, procedure("Đăng ký khai tử"))
    await tell(service, PROCEDURE_PUBLISHED, "1.013225", 1, procedure("Cấp giấy phép xây dựng mới công trình"))
    for query in ("kỹ thuật", "xăng tăng giá", "gay rung", "giá vàng"):
        assert await found(service, query) == [], query
    assert await found(service, "lệ phí khai sinh") == ["1.001193"]
    for query, approximate in (("lệ phí khai sinh", True), ("khai xinh", False)):
        [row] = (await service.http.get("/v1/search", params={"q": query})).json()["items"]
        assert row["approximate"] is approximate, query
    only = await service.http.get("/v1/search", params={"q": "khai sinh", "subject": "article"})
    assert only.json()["items"] == [], "and is not missed: a procedure has it"
    await service.count.flush()
    missed = (await service.get("/v1/staff/content-figures", service.editor))["missed_searches"]
    assert {one["words"]: one["count"] for one in missed} == {
        **dict.fromkeys(("kỹ thuật", "xăng tăng giá", "gay rung", "giá vàng"), 1),
        "lệ phí khai sinh": 2,
    }


async def test_pages_of_a_search_follow_each_other(service: Service) -> None:
    for number in range(5):
        await tell(service, PROCEDURE_PUBLISHED, f"1.00000{number}", 1, procedure(f"Cấp giấy phép {number}"))
    await service.follow()
    first = await service.get("/v1/search?q=giay phep&limit=3")
    rest = await service.get(f"/v1/search?q=giay phep&limit=3&after={first['next']}")
    ids = [row["id"] for row in [*first["items"], *rest["items"]]]
    assert (len(ids), len(set(ids)), rest["next"]) == (5, 5, None)


@pytest.mark.parametrize(
    "query", ['"', "*", "a OR b", "NEAR(a b)", "title:x", "-", "'; drop table", "(", "\x00", "đ" * 200]
)
async def test_no_query_breaks_the_search(service: Service, query: str) -> None:
    answer = await service.http.get("/v1/search", params={"q": query})
    assert answer.status_code in (200, 422)


async def test_an_event_of_another_shape_is_refused(service: Service) -> None:
    with pytest.raises(InvalidEvent):
        await tell(service, PROCEDURE_RETRACTED, "1.001193", 2, QuestionWithdrawn())


async def test_what_a_clock_that_is_ahead_has_written_hides_nothing_that_comes_after(service: Service) -> None:
    right = service.clock.now()
    service.clock.advance(timedelta(hours=1))
    await tell(service, PROCEDURE_PUBLISHED, "1.001193", 1, procedure("Đăng ký khai sinh"))
    service.clock.advance(right - service.clock.now())
    assert await found(service, "khai sinh") == ["1.001193"]
    service.clock.advance(timedelta(seconds=1))
    await tell(service, PROCEDURE_PUBLISHED, "1.004194", 1, procedure("Đăng ký tạm trú"))
    assert await found(service, "tam tru") == ["1.004194"]


async def test_everything_can_be_told_anew(service: Service) -> None:
    article_id = await service.publish(title="Cầu Trà Khúc thông xe")
    await service.index.article(article_id, 4)
    await tell(service, PROCEDURE_PUBLISHED, "1.001193", 1, procedure("Đăng ký khai sinh"))
    await service.follow()
    service.clock.advance(timedelta(minutes=1))
    started = service.clock.now()
    await service.stores.search_documents.forget_versions()
    service.clock.advance(timedelta(seconds=1))
    await service.index.article(article_id, 0)
    assert await service.stores.search_documents.remove_before(started, service.clock.now()) == 1
    service.clock.advance(timedelta(seconds=1))
    assert await found(service, "cau tra khuc") == [article_id]
    assert await found(service, "khai sinh") == []
