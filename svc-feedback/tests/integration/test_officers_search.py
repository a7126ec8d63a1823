"""Officers find reports and questions by words, with or without accents, among their own only."""

from datetime import timedelta
from typing import Any

import pytest

from .service import Service
from .test_questions_api import act, ask


async def found(service: Service, who: Any, q: str, limit: int = 20, of: str = "reports", **query: Any) -> list[str]:
    ids: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = await service.get(f"/v1/staff/{of}", who, q=q, limit=limit, **query, **after)
        ids += [row["id"] for row in page["items"]]
        if page["next"] is None:
            return ids
        after = {"after": page["next"]}


async def test_a_report_is_found_by_any_of_its_words_however_they_are_typed(service: Service) -> None:
    lamp = await service.send(
        service.stranger,
        title="Đèn đường hỏng",
        description="Cả đoạn gần cầu Trà Khúc tối om.",
        category="den-duong-hong",
    )
    service.pass_time(timedelta(minutes=1))
    hole = await service.send(description="Ổ gà sâu trước số 12 Lê Lợi.")
    for q, wanted in (
        ("đèn hỏng", [lamp]),
        ("den hong", [lamp]),
        ("TRÀ KHÚC tối", [lamp]),
        ("trà khúc ổ gà", []),
        ("lê lợi", [hole]),
        ("mặt đường hư hỏng", [hole]),  # what its category is called
        ("đường", [hole, lamp]),  # the newest first
        ("?!", []),
    ):
        assert await found(service, service.coordinator, q) == [report["id"] for report in wanted], q
    assert await found(service, service.coordinator, "duong", 1) == [hole["id"], lamp["id"]]
    assert await found(service, service.coordinator, "duong", category="den-duong-hong") == [lamp["id"]]


@pytest.mark.parametrize("q", ["ổ gà", "category:o-ga-mat-duong"])
async def test_what_others_handle_is_not_found(service: Service, q: str) -> None:
    mine = await service.in_progress()
    wanted = [mine] if q == "ổ gà" else []
    assert await found(service, service.handler, q) == wanted
    assert await found(service, service.elsewhere, q) == []
    for commune, seen in (("21025", wanted), ("21028", [])):
        local = service.mint.staff(f"feedback_coordinator@{commune}", staff_id="stf_local")
        assert await found(service, local, q) == seen
        both = service.mint.staff(f"feedback_coordinator@{commune}", f"feedback_handler@{commune}", staff_id="stf_b")
        assert await found(service, both, q) == seen


async def test_what_has_ended_is_found_too_and_by_what_it_is_about_now(service: Service) -> None:
    report_id = (await service.send())["id"]
    await service.acts(report_id, "accept", service.coordinator, category="den-duong-hong")
    await service.acts(report_id, "refer", service.coordinator, reason_code="central_body")
    assert await found(service, service.coordinator, "chợ quảng ngãi") == [report_id]
    assert await found(service, service.coordinator, "chợ quảng ngãi", state="CHO_TIEP_NHAN") == []
    assert await found(service, service.coordinator, "chợ đèn") == [report_id]


async def test_questions_are_found_by_their_words_and_code_among_those_that_officers_may_see(service: Service) -> None:
    wedding = await ask(service, title="Đăng ký kết hôn ở đâu?", text="Tôi ở phường Cẩm Thành, cần giấy tờ gì?")
    service.pass_time(timedelta(minutes=1))
    land = await ask(service, title="Cấp lại sổ đỏ", text="Cần giấy tờ gì khi mất sổ đỏ?")
    seen = [wedding["id"]]
    await act(service, wedding["id"], "assign", service.coordinator, agency_id="21025")
    for q, wanted in (("ket hon", seen), ("giấy tờ", [land["id"], *seen]), ("kết hôn sổ đỏ", []), ("?!", [])):
        assert await found(service, service.coordinator, q, 1, of="questions") == wanted, q
    assert await found(service, service.handler, "giấy tờ", of="questions") == seen
    assert await found(service, service.elsewhere, "giấy tờ", of="questions") == []
    for who, rows in ((service.handler, seen), (service.elsewhere, [])):
        page = await service.get("/v1/staff/questions", who, code=wedding["code"])
        assert [row["id"] for row in page["items"]] == rows
