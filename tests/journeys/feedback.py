"""The journey of one report, from the photograph to the rating, and of one question, until others find its answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from shared.ids import random_id
from shared.testing import eventually
from tests.journeys.people import JSON, Person, Session, World, call, sign_in, sign_in_as_staff, staff_session
from tests.journeys.scan import scanned_page

COMMUNE = "21025"
PROVINCE = "province"
PLACE = {"point": {"longitude": 108.7923, "latitude": 15.1214}, "words": "Trước chợ Quảng Ngãi", "commune": COMMUNE}
ANSWER = "Ông/Bà gọi trạm y tế xã, phường để đặt lịch; mang theo sổ tiêm của trẻ."


@dataclass
class FeedbackJourney:
    """Runs the steps one after another; ``step`` is told each before it is taken."""

    world: World
    administrator: Session
    step: Callable[[str], Awaitable[None]]
    show: Callable[[JSON], None]
    citizen: Person = field(init=False)
    received: int = 0

    async def run(self) -> None:
        self.citizen = await Person.with_zalo(self.world, "Phạm Thị Phản Ánh")
        app = await sign_in(self.citizen)
        coordinator = await self.officer("Nguyễn Điều Phối", "feedback_coordinator", PROVINCE)
        handler = await self.officer("Trần Xử Lý", "feedback_handler", COMMUNE)
        approver = await self.officer("Lê Thị Duyệt", "feedback_approver", COMMUNE)
        await self.report(app, coordinator, handler, approver)
        await self.question(app, coordinator, handler, approver)

    async def report(self, app: Session, coordinator: Session, handler: Session, approver: Session) -> None:
        await self.step("Người dân chụp ảnh ống nước vỡ và gửi phản ánh hiện trường")
        photo = await app.upload("ong-nuoc.jpg", scanned_page(), "image/jpeg", "/v1/feedback-files")
        draft = {
            "title": "Nước chảy tràn trước chợ",
            "description": "Nắp cống trước chợ bị mất, nước tràn ra đường từ sáng nay.",
            "category": "mat-nap-cong",
            "place": PLACE,
        }
        check = (await app.post("/v1/reports/check", draft)).json()
        assert (check["emergency"], check["other_channel"]) == (None, None), check
        tap, sent = random_id("tap"), {**draft, "anonymous": True, "may_publish": True, "file_ids": [photo["id"]]}
        receipt = (await app.post("/v1/reports", sent, 201, key=tap)).json()
        again = await app.post("/v1/reports", sent, 201, key=tap)
        assert again.json()["id"] == receipt["id"]
        await self.receives("Đã nhận phản ánh")

        await self.step("Điều phối viên tiếp nhận và chuyển cho phường xử lý theo quy tắc")
        await self.act(coordinator, "reports", receipt["id"], "accept")
        assigned = await self.act(coordinator, "reports", receipt["id"], "assign")
        assert assigned["state"] == "DA_PHAN_CONG", assigned
        await self.receives("chuyển đơn vị xử lý")

        await self.step("Phường xử lý, ghi kết quả kèm ảnh; người khác duyệt và cho công khai")
        await self.act(handler, "reports", receipt["id"], "start")
        proof = await handler.upload("da-sua.jpg", scanned_page(), "image/jpeg", "/v1/staff/feedback-files")
        done = {"text": "Đã thay nắp cống mới và dọn sạch.", "file_ids": [proof["id"]]}
        await self.act(handler, "reports", receipt["id"], "submit-result", done)
        public = {
            "title": draft["title"],
            "text": draft["description"],
            "result": done["text"],
            "file_ids": [photo["id"]],
            "pictures_checked": True,
        }
        await self.act(approver, "reports", receipt["id"], "approve", {"public": public})
        await self.receives("đã xử lý xong")

        await self.step("Người dân xem kết quả với ảnh và đánh giá; mọi người thấy trên danh sách công khai")
        seen = (await app.get(f"/v1/reports/{receipt['id']}")).json()
        [picture] = seen["result"]["files"]
        assert (await app.get(picture["preview_href"])).content.startswith(b"\xff\xd8\xff")
        listed = (await app.get("/v1/public-reports", q="truoc cho")).json()["items"]
        assert receipt["id"] in [item["id"] for item in listed], listed
        await self.rate_and_reopen(app, receipt["id"], public, coordinator, handler, approver)

    async def rate_and_reopen(
        self,
        app: Session,
        report_id: str,
        public: dict[str, Any],
        coordinator: Session,
        handler: Session,
        approver: Session,
    ) -> None:
        await self.step("Chưa hài lòng, người dân đề nghị xử lý lại; lần sau thì hài lòng")
        rated = (await app.post(f"/v1/reports/{report_id}/rating", {"level": 2})).json()
        assert rated["state"] == "HOAN_THANH", rated
        await app.post(f"/v1/reports/{report_id}/reopening", {"reason": "Nắp cống vẫn kênh, đi qua rất ồn"})
        await self.act(coordinator, "reports", report_id, "assign")
        await self.receives("chuyển đơn vị xử lý")
        await self.act(handler, "reports", report_id, "start")
        await self.act(handler, "reports", report_id, "submit-result", {"text": "Đã kê lại nắp cống cho khít."})
        again = {**public, "result": "Đã kê lại nắp cống cho khít."}
        await self.act(approver, "reports", report_id, "approve", {"public": again})
        await self.receives("đã xử lý xong")
        closed = (await app.post(f"/v1/reports/{report_id}/rating", {"level": 5})).json()
        assert closed["state"] == "DA_DONG", closed
        await self.receives("đã đóng")

    async def question(self, app: Session, coordinator: Session, handler: Session, approver: Session) -> None:
        await self.step("Người dân hỏi; cơ quan trả lời, người khác duyệt và công khai")
        question_id = await self.answered(app, coordinator, handler, approver)
        await self.receives("đã nhận câu hỏi")
        await self.receives("đã được trả lời")

        await self.step("Người khác đang gõ câu hỏi tương tự thì thấy ngay câu trả lời")
        other = await sign_in(await Person.with_zalo(self.world, "Võ Thị Hỏi Sau"))
        typed = "tiem chung cho tre hai thang tuoi"
        suggested = (await other.get("/v1/public-questions/suggestions", q=typed)).json()["items"]
        assert question_id in [one["id"] for one in suggested], suggested
        await self.searched(question_id, "tiem chung mo rong hai thang tuoi", found=True)
        await self.act(approver, "questions", question_id, "unpublish")
        await self.searched(question_id, "tiem chung mo rong hai thang tuoi", found=False)
        rated = await app.post(f"/v1/questions/{question_id}/rating", {"level": 5})
        assert rated.json()["state"] == 2
        assert self.received == len(await self.citizen.messages())

    async def answered(self, app: Session, coordinator: Session, handler: Session, approver: Session) -> str:
        """A question of ``app``'s citizen that everybody may read with its answer."""
        asked = {
            "title": "Tiêm chủng cho trẻ ở đâu",
            "text": "Con tôi được hai tháng tuổi, tôi cần tiêm chủng mở rộng ở đâu và khi nào?",
            "field": "y-te",
            "may_publish": True,
        }
        question_id = str((await app.post("/v1/questions", asked, 201)).json()["id"])
        await self.act(coordinator, "questions", question_id, "assign", {"agency_id": COMMUNE})
        await self.act(handler, "questions", question_id, "draft-answer", {"text": ANSWER})
        public = {"title": asked["title"], "text": asked["text"]}
        await self.act(approver, "questions", question_id, "approve-answer", {"public": public})
        return question_id

    async def searched(self, question_id: str, words: str, *, found: bool) -> None:
        """What everybody finds in the search across all, which learns of it by an event."""

        async def ids() -> list[str]:
            answer = await call(self.world.gateway, "GET", "/v1/search", 200, params={"q": words})
            return [one["id"] for one in answer.json()["items"]]

        await eventually(ids, want=lambda seen: (question_id in seen) is found)

    async def officer(self, name: str, role: str, unit: str) -> Session:
        """A member of staff to whom the administrator has just given ``role`` in ``unit``."""
        person = await Person.with_zalo(self.world, name, follows=False)
        unknown = (await staff_session(person, expect=403)).json()
        await self.administrator.post(
            "/v1/staff/grants", {"staff_id": unknown["staff_id"], "role": role, "unit": unit}, 201
        )
        return await sign_in_as_staff(person)

    async def act(
        self, officer: Session, what: str, subject_id: str, action: str, body: JSON | None = None
    ) -> dict[str, Any]:
        """One officer's action, offered to them, on the version they have just seen."""
        seen = (await officer.get(f"/v1/staff/{what}/{subject_id}")).json()
        offers = {offer["action"]: offer for offer in seen["allowed_actions"]}
        assert action in offers, (action, sorted(offers))
        answer = await officer.post(offers[action]["href"], body, version=seen["version"])
        return dict(answer.json())

    async def receives(self, about: str) -> None:
        """The citizen's next OA message, as Zalo received it."""
        self.received += 1
        message = (await self.citizen.messages(self.received))[self.received - 1]
        assert about.lower() in f"{message['title']} {message['text']}".lower(), message
        self.show(message)
