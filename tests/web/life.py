"""A citizen with something under way in every utility, so that every screen has something to show."""

from local_stack.stack import Stack
from tests.journeys.administrator import administrator
from tests.journeys.dossier import AGENCY, PROCEDURE
from tests.journeys.dues import Dues, officer, pay
from tests.journeys.feedback import COMMUNE, PLACE, PROVINCE, FeedbackJourney
from tests.journeys.people import JSON, Person, Session, World, sign_in
from tests.journeys.scan import scanned_page
from tests.web.test_after_filing import submitted

_REPORT = {
    "title": "Nước chảy tràn trước chợ",
    "description": "Nắp cống trước chợ bị mất, nước tràn ra đường từ sáng nay.",
    "category": "mat-nap-cong",
    "place": PLACE,
    "anonymous": True,
    "may_publish": True,
}
_QUESTION = {
    "title": "Tiêm chủng cho trẻ ở đâu",
    "text": "Con tôi được hai tháng tuổi, tôi cần tiêm chủng mở rộng ở đâu và khi nào?",
    "field": "y-te",
    "may_publish": True,
}
_SHOP = {
    "name": "Quán Cá Bống Sông Trà",
    "legal_type": "household",
    "owner_name": "Nguyễn Thị Lan",
    "tax_code": "051085000123",
    "commune": COMMUNE,
    "address": "12 Phan Đình Phùng",
    "place": {"latitude": 15.12, "longitude": 108.8},
    "categories": ["an-uong"],
    "hours": [{"days": [1, 2, 3, 4, 5, 6, 7], "opens": "00:00", "closes": "23:59"}],
    "phone": "0912345678",
}
_ACCOUNT = {"bank": "970436", "number": "1012345678", "holder": "NGUYEN THI LAN"}


async def lived(citizen: Person, stack: Stack, world: World) -> Session:
    app, boss = await sign_in(citizen), await administrator(world, stack.run)
    await submitted(app)
    await _visit(app)
    await _dues(app, world, boss)
    await _shop(app, world, boss)
    await _feedback(app, FeedbackJourney(world, boss, _no_step, _not_shown))
    await citizen.messages(1)
    return app


async def _visit(app: Session) -> None:
    days = (await app.get(f"/v1/offices/{AGENCY}/slots", days="14")).json()["items"]
    free = next(slot["starts_at"] for day in days for slot in day["slots"] if slot["free"])
    visit = {"office_id": AGENCY, "procedure_code": PROCEDURE, "starts_at": free}
    await app.post("/v1/appointments", {**visit, "name": "Nguyễn Thị Lan", "phone": "0912345678"}, 201)


async def _dues(app: Session, world: World, boss: Session) -> None:
    dues = Dues(world, boss, _no_step, _not_shown)
    await dues.issue(await dues.with_school())
    payment = await pay(world, app, (await dues.bill_of(app))["id"], "vietqr")
    await dues.paid(app, payment["id"])


async def _shop(app: Session, world: World, boss: Session) -> None:
    shop = (await app.post("/v1/me/shops", {"profile": _SHOP, "account": _ACCOUNT}, 201)).json()
    reviewer = await officer(world, boss, "Võ Văn Thẩm Định", "shop_reviewer", COMMUNE)
    await reviewer.post(f"/v1/staff/shops/{shop['id']}/approval", {}, version=shop["version"])


async def _feedback(app: Session, office: FeedbackJourney) -> None:
    """A report that was done and a question that was answered, both published; and one of a neighbour, joined."""
    coordinator = await office.officer("Nguyễn Điều Phối", "feedback_coordinator", PROVINCE)
    handler = await office.officer("Trần Xử Lý", "feedback_handler", COMMUNE)
    approver = await office.officer("Lê Thị Duyệt", "feedback_approver", COMMUNE)
    photo = await app.upload("ong-nuoc.jpg", scanned_page(), "image/jpeg", "/v1/feedback-files")
    report = (await app.post("/v1/reports", {**_REPORT, "file_ids": [photo["id"]]}, 201)).json()["id"]
    await office.act(coordinator, "reports", report, "accept")
    await office.act(coordinator, "reports", report, "assign")
    await office.act(handler, "reports", report, "start")
    done = "Đã thay nắp cống mới và dọn sạch."
    await office.act(handler, "reports", report, "submit-result", {"text": done})
    shown = {"title": _REPORT["title"], "text": _REPORT["description"], "result": done}
    public = {**shown, "file_ids": [photo["id"]], "pictures_checked": True}
    await office.act(approver, "reports", report, "approve", {"public": public})
    question = (await app.post("/v1/questions", _QUESTION, 201)).json()["id"]
    await office.act(coordinator, "questions", question, "assign", {"agency_id": COMMUNE})
    await office.act(handler, "questions", question, "draft-answer", {"text": "Ông/Bà gọi trạm y tế để đặt lịch."})
    public = {"title": _QUESTION["title"], "text": _QUESTION["text"]}
    await office.act(approver, "questions", question, "approve-answer", {"public": public})
    neighbour = await sign_in(await Person.with_zalo(office.world, "Hồ Thị Cũng Gặp"))
    theirs = (await neighbour.post("/v1/reports", {**_REPORT, "title": "Nắp cống khác bị mất"}, 201)).json()["id"]
    await app.post(f"/v1/reports/{theirs}/support")


async def _no_step(_name: str) -> None: ...


def _not_shown(_message: JSON) -> None: ...
