"""What people, officers and other systems tell each service besides dossiers: known words, by every way there is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from shared.clock import VIETNAM
from shared.ids import random_id
from shared.testing import eventually
from shared.text import fold
from tests.journeys.canaries import Canaries
from tests.journeys.dues import COMMUNE, HEADING, Dues, officer
from tests.journeys.feedback import PLACE, PROVINCE, FeedbackJourney
from tests.journeys.people import JSON, Person, Session, World, call
from tests.journeys.scan import scanned_page

UNPROCESSABLE = 422


@dataclass(frozen=True)
class Confided:
    """``app`` is the citizen's, ``person`` their account on Zalo."""

    world: World
    administrator: Session
    person: Person
    app: Session
    canary: Canaries

    async def everywhere(self) -> list[Session]:
        """Who was signed in for it."""
        return [
            *await self.to_feedback(),
            *await self.to_payment(),
            *await self.to_content(),
            *await self.to_notify(),
            *await self.to_the_template(),
        ]

    async def to_feedback(self) -> list[Session]:
        """A report whose sender the handling unit is not told, and a question with a paper."""
        journey = FeedbackJourney(self.world, self.administrator, _no_step, show=lambda message: None)
        coordinator = await journey.officer("Nguyễn Điều Phối", "feedback_coordinator", PROVINCE)
        handler = await journey.officer("Trần Xử Lý", "feedback_handler", COMMUNE)
        approver = await journey.officer("Lê Thị Duyệt", "feedback_approver", COMMUNE)
        await self._reports(journey, coordinator, handler, approver)
        await self._asks(journey, coordinator, handler, approver)
        key = {"api_key": self.canary.refused_number, "phone": self.canary.refused_phone, "description": "Đèn hỏng"}
        refused = await self.world.gateway.post("/open311/v2/requests.json", data=key)
        assert refused.status_code == 403, refused.text
        for sought in (self.canary.refused_phone, self.canary.reporter):
            for path in ("/v1/public-reports", "/v1/public-questions", "/v1/public-questions/suggestions"):
                await self.world.gateway.get(path, params={"q": sought})
            await self.world.gateway.get("/open311/v2/requests.json", params={"service_request_id": sought})
        return [coordinator, handler, approver]

    async def _reports(
        self, journey: FeedbackJourney, coordinator: Session, handler: Session, approver: Session
    ) -> None:
        canary = self.canary
        photo = await self.app.upload(f"{canary.evidence_name}.jpg", scanned_page(), "image/jpeg", "/v1/feedback-files")
        report = {
            "title": "Nước chảy tràn trước chợ",
            "description": f"Nắp cống trước chợ bị mất, {canary.report_text}.",
            "category": "mat-nap-cong",
            "place": PLACE,
            "contact": {"name": canary.reporter, "phone": canary.reporter_phone},
            "hidden_from_agency": True,
            "file_ids": [photo["id"]],
        }
        for wrong in ({"description": canary.refused}, {"title": canary.refused}, {"place": {"words": canary.refused}}):
            await self.app.post("/v1/reports", {**report, **wrong}, UNPROCESSABLE)
        report_id = (await self.app.post("/v1/reports", report, 201)).json()["id"]
        step = f"/v1/staff/reports/{report_id}"
        assert (await coordinator.get(f"{step}/reporter")).json()["phone"] == canary.reporter_phone
        await coordinator.post(f"{step}/accept", {"note": canary.refused}, UNPROCESSABLE, version=1)
        await coordinator.post(f"{step}/refuse", {"text": canary.refused}, UNPROCESSABLE, version=1)
        await journey.act(coordinator, "reports", report_id, "accept", {"note": canary.report_note})
        await journey.act(coordinator, "reports", report_id, "assign", {"note": canary.report_note})
        await journey.act(handler, "reports", report_id, "start")
        await journey.act(handler, "reports", report_id, "submit-result", {"text": "Đã thay nắp cống và dọn sạch."})
        await journey.act(approver, "reports", report_id, "approve", {"note": canary.report_note})
        rating = f"/v1/reports/{report_id}/rating"
        await self.app.post(rating, {"level": 4, "comment": canary.refused}, UNPROCESSABLE)
        await self.app.post(rating, {"level": 4, "comment": canary.report_comment})

    async def _asks(self, journey: FeedbackJourney, coordinator: Session, handler: Session, approver: Session) -> None:
        canary = self.canary
        paper = await self.app.upload(
            f"{canary.attachment_name}.jpg", scanned_page(), "image/jpeg", "/v1/feedback-files"
        )
        question = {
            "title": "Tiêm chủng cho trẻ ở đâu",
            "text": f"Con tôi hai tháng tuổi, {canary.question_text}.",
            "field": "y-te",
            "file_ids": [paper["id"]],
        }
        await self.app.post("/v1/questions", {**question, "text": canary.refused}, UNPROCESSABLE)
        question_id = (await self.app.post("/v1/questions", question, 201)).json()["id"]
        path, to_commune = f"/v1/staff/questions/{question_id}", {"agency_id": COMMUNE}
        await coordinator.post(f"{path}/assign", {**to_commune, "note": canary.refused}, UNPROCESSABLE, version=1)
        await journey.act(coordinator, "questions", question_id, "assign", {**to_commune, "note": canary.report_note})
        await journey.act(handler, "questions", question_id, "draft-answer", {"text": "Ông/Bà gọi trạm y tế."})
        await journey.act(approver, "questions", question_id, "approve-answer", {"note": canary.report_note})

    async def to_payment(self) -> list[Session]:
        """Dues of a pupil, paid in cash and by transfers; a refund; a shop and its account."""
        dues = Dues(self.world, self.administrator, _no_step, show=lambda message: None)
        accountant = await dues.with_school()
        payments = await officer(self.world, self.administrator, "Lê Thị Thanh Toán", "payment_officer", PROVINCE)
        bill = await self._dues(dues, accountant)
        begun = (await self.app.post("/v1/payments", {"bill_id": bill["id"], "provider": "vietqr"}, 201)).json()
        await self._transfers(payments, begun["checkout"]["content"])
        cash = {"amount": bill["remaining"] + bill["remaining_voluntary"], "receipt_number": "BL-0000777"}
        path = f"/v1/staff/bills/{bill['id']}/cash"
        await accountant.post(path, {**cash, "receipt_number": self.canary.refused}, UNPROCESSABLE)
        payment = (await accountant.post(path, cash, 201)).json()
        refund, refunds = {"amount": 1_000}, f"/v1/staff/payments/{payment['id']}/refunds"
        await accountant.post(refunds, {**refund, "reason": self.canary.refused}, UNPROCESSABLE)
        await accountant.post(refunds, {**refund, "reason": self.canary.refund_reason}, 201)
        cancelled = f"/v1/staff/schools/{dues.school}/bills/{bill['id']}/cancellation"
        await accountant.post(cancelled, {"reason": self.canary.refused}, UNPROCESSABLE, version=1)
        reviewer = await officer(self.world, self.administrator, "Võ Văn Thẩm Định", "shop_reviewer", COMMUNE)
        await self._opens_shop(reviewer)
        for sought in (self.canary.refused_phone, self.canary.owner):
            await self.world.gateway.get("/v1/shops", params={"q": sought})
            await self.world.gateway.get(f"/v1/receipt-checks/{sought}")
        return [accountant, payments, reviewer]

    async def _dues(self, dues: Dues, accountant: Session) -> JSON:
        """A bill of the pupil, whose guardian the citizen has become."""
        pupil, code = self.canary.pupil, "HS000777"
        due = f"{datetime.now(VIETNAM) + timedelta(days=20):%d/%m/%Y}"
        path = f"/v1/staff/schools/{dues.school}/imports"

        async def sent(price: str) -> JSON:
            rows = (HEADING, f"{code};{pupil};6A1;2026-11;AN;Tiền ăn;20;{price};0;;{due}")
            return await accountant.upload(f"{pupil}.csv", "\n".join(rows).encode(), "text/csv", path)

        await sent(self.canary.refused_phone)
        preview = await sent("30.000")
        await accountant.post(f"{path}/{preview['id']}/confirmation", {}, 202)

        async def state() -> Any:
            return (await accountant.get(f"{path}/{preview['id']}")).json()["state"]

        await eventually(state, want=lambda found: found == "done")
        student = {"school_id": dues.school, "student_code": code}
        await self.app.post("/v1/students/lookup", student)
        tap = {"Idempotency-Key": random_id("tap")}
        await self.app.send("POST", "/v1/students", {**student, "name": self.canary.refused_phone}, tap)
        await self.app.post("/v1/students", {**student, "name": pupil})
        [bill] = (await self.app.get("/v1/bills")).json()["items"]
        search = f"/v1/staff/schools/{dues.school}/students/search"
        assert (await accountant.post(search, {"name": fold(pupil)})).json()["items"], "or nobody was looked for"
        return dict(bill)

    async def _transfers(self, payments: Session, token: str) -> None:
        """Money with what its payer wrote to whoever reads it: without a token, and of another payment than asked."""
        said = f"{fold(self.canary.payer).upper()} {self.canary.payer_phone} nop tien hoc"
        for content in (said, f"{said} {token}"):
            transfer = {"content": content, "amount": 123_000}
            await call(self.world.providers, "POST", "/control/transfers", 201, json=transfer)

        async def waiting() -> list[JSON]:
            found = (await payments.get("/v1/staff/unmatched-transfers")).json()["items"]
            return [one for one in found if self.canary.payer_phone in one["content"]]

        [sum_] = await eventually(waiting)
        proposal = {"destination": "payer", "reason": self.canary.refused}
        path = f"/v1/staff/unmatched-transfers/{sum_['id']}/proposal"
        await payments.post(path, proposal, UNPROCESSABLE, version=1)

    async def _opens_shop(self, reviewer: Session) -> None:
        canary = self.canary
        profile = {
            "name": "Quán Cá Bống Sông Trà",
            "legal_type": "household",
            "owner_name": canary.owner,
            "tax_code": canary.owner_number,
            "commune": COMMUNE,
            "address": "12 Phan Đình Phùng",
            "categories": ["an-uong"],
            "hours": [{"days": [1, 2, 3, 4, 5, 6, 7], "opens": "00:00", "closes": "23:59"}],
            "phone": canary.owner_phone,
        }
        holder = fold(canary.owner).upper()
        account = {"bank": "970436", "number": canary.bank_account, "holder": holder}
        wrong = {**account, "holder": canary.refused_phone}
        await self.app.post("/v1/me/shops", {"profile": profile, "account": wrong}, UNPROCESSABLE)
        shop = (await self.app.post("/v1/me/shops", {"profile": profile, "account": account}, 201)).json()
        path = f"/v1/staff/shops/{shop['id']}"
        await reviewer.post(f"{path}/supplement-request", {"reason": canary.refused}, UNPROCESSABLE, version=1)
        await reviewer.post(f"{path}/approval", {}, version=shop["version"])
        own = f"/v1/me/shops/{shop['id']}"
        seen = (await self.app.get(own)).json()["version"]
        await self.app.post(f"{own}/payee", {**account, "number": canary.new_account}, version=seen)

    async def to_content(self) -> list[Session]:
        """What editors say to each other, and what citizens look for; a text that is published is everybody's."""
        canary = self.canary
        writer = await officer(self.world, self.administrator, "Trần Viết", "news_writer", PROVINCE)
        approver = await officer(self.world, self.administrator, "Lê Duyệt", "news_approver", PROVINCE)
        article = {
            "unit": "province",
            "category": "thien-tai",
            "title": "Lịch cúp nước",
            "summary": "Cúp nước để sửa ống.",
            "html": "<p>Cúp nước để sửa ống.</p>",
            "author": "Ban biên tập",
        }
        path = f"/v1/staff/articles/{(await writer.post('/v1/staff/articles', article, 201)).json()['id']}"
        await writer.post(f"{path}/submit", {"note": canary.refused}, UNPROCESSABLE, version=1)
        await writer.post(f"{path}/submit", {"note": canary.editor_note}, version=1)
        await approver.post(f"{path}/return", {"reason": canary.refused}, UNPROCESSABLE, version=2)
        await approver.post(f"{path}/return", {"reason": canary.editor_note}, version=2)
        for sought in (canary.refused_phone, canary.refused_number, canary.name):
            reminder = {"channel": sought, "starts_at": f"{datetime.now(VIETNAM).isoformat()}"}
            answer = await self.app.send("PUT", "/v1/tv/reminders", reminder, {})
            assert answer.status_code in (404, UNPROCESSABLE), answer.text
            await self.app.send("PUT", f"/v1/tv/favourites/{sought}", {}, {})
            for page in ("/v1/search", "/v1/news", "/v1/agencies", "/v1/faq"):
                await self.world.gateway.get(page, params={"q": sought})
        return [writer, approver]

    async def to_notify(self) -> list[Session]:
        """A broadcast that names somebody, choices that are none, and what a citizen writes to the Official Account."""
        canary, user = self.canary, self.person.account["user_id"]
        broadcaster = await officer(self.world, self.administrator, "Phạm Phát Tin", "broadcaster", PROVINCE)
        broadcast = {
            "kind": "notice",
            "issuer": "Ban Chỉ huy Phòng thủ dân sự tỉnh",
            "subject": "Lịch cúp nước",
            "text": f"Ai cần nước xin gọi. {canary.refused}",
            "audience": {"reach": "followers"},
        }
        await broadcaster.post("/v1/staff/broadcasts", broadcast, UNPROCESSABLE)
        chosen = {"choices": [], "communes": [canary.refused_phone]}
        seen = await self.app.get("/v1/me/notification-preferences")
        version = {"If-Match": seen.headers["etag"]}
        answer = await self.app.send("PUT", "/v1/me/notification-preferences", chosen, version)
        assert answer.status_code == UNPROCESSABLE, answer.text
        form = {"address": canary.street}  # with the phone of the account
        await call(self.world.zalo, "POST", f"/control/people/{user}/contact-data", 200, json=form)
        message = {"event_name": "user_send_text", "sender": {"id": str(user)}, "message": {"text": canary.chat}}
        await call(self.world.zalo, "POST", "/control/webhooks/oa/events", 204, json={"event": message})
        forged = {**message, "message": {"text": canary.refused}}
        await self.world.gateway.post("/v1/webhooks/zalo/oa", json=forged, headers={"X-ZEvent-Signature": "mac=0"})
        return [broadcaster]

    async def to_the_template(self) -> list[Session]:
        """The official template, which has no sessions of ours: a report, a visit, and look-ups in addresses."""
        canary = self.canary
        headers = {"Authorization": f"Bearer {await self.person.zalo_token()}"}

        async def said(method: str, path: str, **request: Any) -> JSON:
            answer = await self.world.gateway.request(method, path, headers=headers, **request)
            return dict(answer.json())

        types = (await said("GET", "/feedback_types_api"))["data"]
        files = {"photo": (f"{canary.evidence_name}.jpg", scanned_page(), "image/jpeg")}
        picked = (await said("POST", "/upload_image_api", files=files))["data"]
        report = {
            "title": "Đèn đường không sáng",
            "content": f"Ba bóng đèn không sáng, {canary.template_text}.",
            "feedbackTypeId": types[0]["id"],
            "imageUrls": picked["images"],
        }
        assert (await said("POST", "/feedback_api", json={**report, "content": canary.refused}))["err"] != 0
        assert (await said("POST", "/feedback_api", json=report))["err"] == 0
        for sought in (canary.refused_phone, canary.refused_number, canary.name):
            await said("GET", "/search_profiles_api", params={"profileCode": sought})
        office = (await said("GET", "/get_organization_api"))["data"]["id"]
        days = await self.world.gateway.get(f"/v1/offices/{office}/slots", params={"days": 14})
        free = [one["day"] for one in days.json()["items"] if any(slot["free"] for slot in one["slots"])]
        visit = {
            "date": f"{date.fromisoformat(free[-1]):%m-%d-%Y}",
            "fullName": canary.guest,
            "content": canary.visit_note,
            "phoneNumber": f"84{canary.guest_phone[1:]}",
        }
        booked = await said("POST", "/create_schedule_api", json=visit)
        assert booked["err"] == 0, booked
        return []


async def _no_step(_name: str) -> None: ...
