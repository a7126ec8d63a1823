"""A question from being asked to being found by others."""

from datetime import timedelta
from functools import partial
from typing import Any

import httpx

from shared.wakeup import Wakeup
from svc_feedback.store.questions import Questions
from svc_feedback.use_cases.feedback_events import FeedbackEvents
from svc_feedback.use_cases.rules import Rules

from .service import COMMUNE, Service, if_match, key

TEXT = "Thủ tục đăng ký kết hôn cần mang theo những giấy tờ gì và nộp ở đâu?"
ANSWER = "Ông/Bà mang căn cước của hai người đến UBND xã nơi cư trú của một trong hai bên."


def question(**members: Any) -> dict[str, Any]:
    return {"title": "Đăng ký kết hôn cần gì", "text": TEXT, "field": "khac", "may_publish": True, **members}


async def ask(service: Service, **members: Any) -> dict[str, Any]:
    answer = await service.http.post("/v1/questions", json=question(**members), headers={**service.citizen, **key()})
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def act(service: Service, question_id: str, step: str, who: Any, **body: Any) -> httpx.Response:
    path = f"/v1/staff/questions/{question_id}"
    version = (await service.get(path, who))["version"]
    return await service.http.post(f"{path}/{step}", json=body, headers={**who, **key(), **if_match(version)})


async def answered(service: Service, public: dict[str, Any] | None = None, **members: Any) -> str:
    question_id = str((await ask(service, **members))["id"])
    for step, who, body in (
        ("assign", service.coordinator, {"agency_id": COMMUNE}),
        ("draft-answer", service.handler, {"text": ANSWER}),
        ("approve-answer", service.approver, {"public": public} if public else {}),
    ):
        taken = await act(service, question_id, step, who, **body)
        assert taken.status_code == 200, taken.text
    return question_id


async def test_a_question_is_asked_answered_published_and_found(service: Service) -> None:
    receipt = await ask(service)
    assert (receipt["state"], receipt["answer_by"][:16]) == (0, "2026-12-02T09:00")
    question_id = receipt["id"]
    [row] = (await service.get("/v1/staff/questions", service.coordinator))["items"]
    assert row["id"] == question_id
    await act(service, question_id, "assign", service.coordinator, agency_id=COMMUNE)
    drafted = await act(service, question_id, "draft-answer", service.handler, text=ANSWER)
    assert drafted.json()["state"] == 1
    mine = await service.get(f"/v1/questions/{question_id}", service.citizen)
    assert mine["answer"] is None
    public = {"title": "Đăng ký kết hôn cần gì", "text": TEXT}
    approved = await act(service, question_id, "approve-answer", service.approver, public=public)
    assert approved.json()["state"] == 2
    mine = await service.get(f"/v1/questions/{question_id}", service.citizen)
    assert (mine["answer"]["text"], mine["published"]) == (ANSWER, True)
    [row] = (await service.get("/v1/questions", service.citizen))["items"]
    assert (row["what_next"], row["allowed_actions"]) == (mine["what_next"], mine["allowed_actions"])
    assert [offer["action"] for offer in row["allowed_actions"]] == ["rate"]
    assert "stf_" not in str(mine)

    [found] = (await service.get("/v1/public-questions", q="dang ky ket hon"))["items"]
    assert found["id"] == question_id
    [suggested] = (await service.get("/v1/public-questions/suggestions", q="toi muon hoi ket hon can gi"))["items"]
    assert suggested["id"] == question_id
    assert (await service.get("/v1/public-questions/suggestions", q="đất đai tranh chấp"))["items"] == []
    shown = await service.get(f"/v1/public-questions/{question_id}")
    assert shown["answer"] == ANSWER

    rating = {"level": 5, "comment": "Rõ ràng"}
    rate = f"/v1/questions/{question_id}/rating"
    assert (await service.http.post(rate, json=rating, headers={**service.stranger, **key()})).status_code == 404
    assert (await service.http.post(rate, json=rating, headers={**service.citizen, **key()})).status_code == 200
    again = await service.http.post(rate, json=rating, headers={**service.citizen, **key()})
    assert (again.status_code, again.json()["allowed_actions"]) == (409, [])
    assert (await service.http.post(rate, json={"level": 2}, headers={**service.citizen, **key()})).status_code == 422
    assert await service.events(question_id, "questions") == [
        "question_received",
        "question_assigned",
        "question_answer_drafted",
        "question_answered",
        "published",
        "question_rated",
    ]


async def test_a_question_that_waits_for_an_answer_is_given_to_another_agency_or_taken_back(service: Service) -> None:
    question_id = (await ask(service))["id"]
    mine = f"/v1/questions/{question_id}"
    await act(service, question_id, "assign", service.coordinator, agency_id=COMMUNE)
    await act(service, question_id, "draft-answer", service.handler, text=ANSWER)

    elsewhere = await act(service, question_id, "assign", service.coordinator, agency_id="so-tu-phap")
    assert (elsewhere.status_code, elsewhere.json()["state"]) == (200, 1)
    assert "Sở Tư pháp" in (await service.get(mine, service.citizen))["what_next"]
    kept = await service.http.get(f"/v1/staff/questions/{question_id}", headers=service.handler)
    assert kept.status_code == 404, "the first agency has it no more"
    unwritten = await act(service, question_id, "approve-answer", service.mint.staff("feedback_approver@so-tu-phap"))
    assert unwritten.status_code == 409, "what the first agency wrote is not the second one's answer"

    before = await service.get(f"/v1/staff/questions/{question_id}", service.coordinator)
    again = await act(service, question_id, "assign", service.coordinator, agency_id="so-tu-phap", note="Xin sớm")
    assert (again.status_code, again.json()["type"].rpartition(":")[2]) == (409, "already-assigned")
    assert (await service.get(f"/v1/staff/questions/{question_id}", service.coordinator))["version"] == before[
        "version"
    ]

    back = await act(service, question_id, "return", service.coordinator, text="Chưa rõ cơ quan nào trả lời.")
    assert (back.status_code, back.json()["state"]) == (200, 4)
    assert "Trung tâm điều phối" in (await service.get(mine, service.citizen))["what_next"]


async def test_who_asks_in_an_emergency_or_denounces_somebody_reads_at_once_whom_to_turn_to(service: Service) -> None:
    urgent = await ask(service, title="Cháy nhà gần chợ", text="Đang cháy nhà, có người mắc kẹt bên trong.")
    assert [number["code"] for number in urgent["emergency"]["numbers"]] == ["114"]
    other = await ask(service, title="Tố cáo cán bộ xã", text="Tôi tố cáo ông A nhận tiền thì gửi đơn ở đâu?")
    assert (other["emergency"], other["other_channel"]["code"]) == (None, "denunciation-not-here")
    assert "Ban Tiếp công dân" in other["other_channel"]["detail"]
    assert other["other_channel"]["title"] == "Việc này có nơi giải quyết riêng"
    plain = await ask(service)
    assert (plain["emergency"], plain["other_channel"]) == (None, None)


async def test_who_rates_an_answer_again_reads_that_it_is_rated(service: Service) -> None:
    path = f"/v1/questions/{await answered(service)}/rating"
    assert (await service.http.post(path, json={"level": 5}, headers={**service.citizen, **key()})).status_code == 200
    again = await service.http.post(path, json={"level": 1}, headers={**service.citizen, **key()})
    assert again.status_code == 409 and "đã đánh giá" in again.json()["detail"]


async def test_who_wrote_an_answer_does_not_approve_it(service: Service) -> None:
    both = service.mint.staff(f"feedback_handler@{COMMUNE}", f"feedback_approver@{COMMUNE}", staff_id="stf_both")
    question_id = (await ask(service))["id"]
    await act(service, question_id, "assign", service.coordinator, agency_id=COMMUNE)
    await act(service, question_id, "draft-answer", both, text=ANSWER)
    refused = await act(service, question_id, "approve-answer", both)
    assert (refused.status_code, refused.json()["type"].split(":")[-1]) == (403, "second-person")
    assert "Người soạn không tự duyệt" in refused.json()["detail"]

    async def offered(who: dict[str, str]) -> list[set[str]]:
        row = next(
            each for each in (await service.get("/v1/staff/questions", who))["items"] if each["id"] == question_id
        )
        whole = await service.get(f"/v1/staff/questions/{question_id}", who)
        return [{offer["action"] for offer in shown["allowed_actions"]} for shown in (row, whole, refused.json())]

    assert all("approve-answer" not in actions and "reject-answer" in actions for actions in await offered(both))
    assert all("approve-answer" in actions for actions in (await offered(service.approver))[:2])


async def test_two_officers_at_once_see_the_difference_of_a_question_and_no_citizen(service: Service) -> None:
    question_id = await answered(service)
    rated = await service.http.post(
        f"/v1/questions/{question_id}/rating", json={"level": 5}, headers={**service.citizen, **key()}
    )
    assert rated.status_code == 200, rated.text
    path = f"/v1/staff/questions/{question_id}/draft-answer"
    headers = {**service.handler, **key(), **if_match(3)}
    stale = await service.http.post(path, json={"text": ANSWER}, headers=headers)
    assert stale.status_code == 412
    assert [(each["label"], each["by_id"]) for each in stale.json()["changes"]] == [
        ("Duyệt câu trả lời", "stf_approver"),
        ("Đánh giá câu trả lời", ""),
    ]
    seen = await service.get(f"/v1/staff/questions/{question_id}", service.handler)
    assert stale.json()["allowed_actions"] == seen["allowed_actions"]


async def test_an_old_answer_is_reported_and_renewed(service: Service) -> None:
    question_id = await answered(service, {"title": "Đăng ký kết hôn cần gì", "text": TEXT})
    for who in (service.stranger, service.stranger, service.mint.citizen("cit_chi")):
        path = f"/v1/public-questions/{question_id}/outdated"
        said = await service.http.post(path, json={"text": "Nay không cần hộ khẩu nữa"}, headers=who)
        assert said.status_code == 200, said.text
    seen = await service.get(f"/v1/staff/questions/{question_id}", service.handler)
    assert seen["outdated_remarks"] == ["Nay không cần hộ khẩu nữa"] * 2

    async def waiting(who: Any) -> tuple[int, list[str]]:
        rows = (await service.get("/v1/staff/questions", who, outdated="true"))["items"]
        counts = await service.get("/v1/staff/question-counts", who)
        return counts["outdated"], [row["id"] for row in rows]

    assert await waiting(service.handler) == (1, [question_id])
    assert await waiting(service.elsewhere) == (0, [])
    await act(service, question_id, "draft-answer", service.handler, text=f"{ANSWER} Không cần sổ hộ khẩu.")
    still = await service.get(f"/v1/public-questions/{question_id}")
    assert still["answer"] == ANSWER  # until the new one is approved
    public = {"title": "Đăng ký kết hôn cần gì", "text": TEXT}
    await act(service, question_id, "approve-answer", service.approver, public=public)
    assert (await service.get(f"/v1/public-questions/{question_id}"))["answer"].endswith("Không cần sổ hộ khẩu.")
    assert (await service.events(question_id, "questions"))[-2:] == ["question_answer_renewed", "published"]
    assert (await service.get(f"/v1/staff/questions/{question_id}", service.handler))["outdated_remarks"] == []
    assert await waiting(service.handler) == (0, [])


async def doubt(service: Service, question_id: str, who: Any, text: str) -> None:
    said = await service.http.post(f"/v1/public-questions/{question_id}/outdated", json={"text": text}, headers=who)
    assert said.status_code == 200, said.text


async def test_an_answer_that_citizens_doubt_and_that_still_holds_is_confirmed(service: Service) -> None:
    question_id = await answered(service, {"title": "Đăng ký kết hôn cần gì", "text": TEXT})
    path, public = f"/v1/staff/questions/{question_id}", f"/v1/public-questions/{question_id}"
    note = {"text": "Đã đối chiếu quy định hiện hành: câu trả lời vẫn đúng."}

    async def offered(who: Any) -> list[str]:
        return [offer["action"] for offer in (await service.get(path, who))["allowed_actions"]]

    assert "confirm-answer" not in await offered(service.handler)
    early = await act(service, question_id, "confirm-answer", service.handler, **note)
    assert early.status_code == 409 and "Không có ai báo" in early.json()["detail"]
    rated = f"/v1/questions/{question_id}/rating"
    assert (await service.http.post(rated, json={"level": 5}, headers={**service.citizen, **key()})).status_code == 200
    await doubt(service, question_id, service.stranger, "Nay nộp ở phường khác")
    assert "confirm-answer" in await offered(service.handler)
    assert "confirm-answer" not in await offered(service.approver)
    shown, mine = await service.get(public), await service.get(f"/v1/questions/{question_id}", service.citizen)
    service.pass_time(timedelta(hours=1))
    confirmed = await act(service, question_id, "confirm-answer", service.handler, **note)
    assert (confirmed.status_code, confirmed.json()["label"]) == (200, "Xác nhận câu trả lời còn đúng")

    seen = await service.get(path, service.handler)
    last = seen["timeline"][-1]
    assert (seen["outdated_remarks"], last["text"]) == ([], note["text"])
    assert last["remarks"] == ["Nay nộp ở phường khác"]
    assert (await service.get("/v1/staff/question-counts", service.handler))["outdated"] == 0
    assert await service.get(public) == shown
    after = await service.get(f"/v1/questions/{question_id}", service.citizen)
    for name in ("timeline", "what_next", "answer", "state_label"):
        assert after[name] == mine[name], name
    assert (await service.events(question_id, "questions"))[-1] == "question_answer_confirmed"

    for who in (service.stranger, service.third):  # what is said from now on is new, also by who said so before
        await doubt(service, question_id, who, "Từ tháng này nộp trực tuyến")
    assert (await service.get(path, service.handler))["outdated_remarks"] == ["Từ tháng này nộp trực tuyến"] * 2
    [row] = (await service.get("/v1/staff/questions", service.handler, outdated="true"))["items"]
    assert row["outdated"] == 2


async def test_a_question_comes_back_and_may_be_a_violation(service: Service) -> None:
    question_id = (await ask(service))["id"]
    await act(service, question_id, "assign", service.coordinator, agency_id=COMMUNE)
    returned = await act(service, question_id, "return", service.handler, text="Không thuộc thẩm quyền")
    assert returned.json()["state"] == 4
    mine = await service.get(f"/v1/questions/{question_id}", service.citizen)
    assert "Không thuộc thẩm quyền" not in str(mine)  # officers' words among themselves
    assert mine["agency"] is None
    kept = await service.http.get(f"/v1/staff/questions/{question_id}", headers=service.handler)
    assert kept.status_code == 404, "who returned it has it no more"
    refused = await act(service, question_id, "mark-violation", service.coordinator, reason_code="spam")
    assert refused.json()["state"] == 3
    mine = await service.get(f"/v1/questions/{question_id}", service.citizen)
    assert mine["reason"] == "Nội dung không phải là câu hỏi gửi cơ quan nhà nước."
    assert mine["allowed_actions"] == []


async def test_a_private_answer_is_found_by_nobody_else(service: Service) -> None:
    question_id = await answered(service, None)
    assert (await service.get("/v1/public-questions"))["items"] == []
    assert (await service.http.get(f"/v1/public-questions/{question_id}")).status_code == 404
    without_consent = (await ask(service, may_publish=False))["id"]
    await act(service, without_consent, "assign", service.coordinator, agency_id=COMMUNE)
    await act(service, without_consent, "draft-answer", service.handler, text=ANSWER)
    public = {"title": "Đăng ký kết hôn cần gì", "text": TEXT}
    refused = await act(service, without_consent, "approve-answer", service.approver, public=public)
    assert refused.status_code == 409


async def test_readers_of_published_answers_are_told_what_they_may_read_and_of_nobody(service: Service) -> None:
    public = {"title": "Kết hôn cần giấy tờ gì", "text": "Đăng ký kết hôn cần mang giấy tờ gì, nộp ở đâu?"}
    question_id = await answered(service, public)
    for step, body in (("unpublish", {}), ("unpublish", {}), ("publish", public)):
        shown = await act(service, question_id, step, service.approver, **body)
        assert shown.status_code == 200, shown.text
    await act(service, question_id, "draft-answer", service.handler, text="Câu trả lời này chỉ gửi người hỏi.")
    await act(service, question_id, "approve-answer", service.approver)
    stored = await service.database["questions"].find_one({"_id": question_id})
    assert stored
    published = [entry for entry in stored["outbox"] if entry["type"].startswith("vn.quangngai.question.")]
    as_shown = {"title": public["title"], "question": public["text"], "answer": ANSWER}
    assert [entry["data"] for entry in published] == [as_shown, {}, as_shown, {}]
    assert [entry["type"].split(".")[3] for entry in published] == ["published", "withdrawn"] * 2
    assert sorted(entry["version"] for entry in published) == [entry["version"] for entry in published]


async def test_published_answers_are_told_of_again_for_services_that_lost_them_with_kafka(service: Service) -> None:
    public = {"title": "Kết hôn cần giấy tờ gì", "text": "Đăng ký kết hôn cần mang giấy tờ gì, nộp ở đâu?"}
    question_id, withdrawn = await answered(service, public), await answered(service, public)
    await act(service, withdrawn, "unpublish", service.approver)
    questions = service.database["questions"]
    announce = partial(
        Questions(service.database, Wakeup()).announce_again, FeedbackEvents(Rules.load()).published_again
    )
    assert await announce() == 0, "Kafka has yet to take them"
    await questions.update_many({}, {"$set": {"outbox": []}})
    assert await announce() == 1
    stored = {found["_id"]: found async for found in questions.find({"outbox.0": {"$exists": True}})}
    assert [*stored] == [question_id]
    [again] = stored[question_id]["outbox"]
    assert again["type"] == "vn.quangngai.question.published.v1"
    assert again["data"] == {"title": public["title"], "question": public["text"], "answer": ANSWER}
    assert again["version"] == stored[question_id]["version"]


async def test_wrong_questions_are_named(service: Service) -> None:
    for members, field in (
        ({"field": "khong-co"}, "field"),
        ({"field": "chieu-sang"}, "field"),
        ({"commune": "99999"}, "commune"),
        ({"title": "<i>Xin</i> hỏi thủ tục"}, "title"),
        ({"text": "ngắn"}, "text"),
    ):
        answer = await service.http.post(
            "/v1/questions", json=question(**members), headers={**service.citizen, **key()}
        )
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == field
