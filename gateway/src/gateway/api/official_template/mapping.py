"""The template's paths, and what each is made of: one row a path, one function a row."""

import hashlib
import re
from datetime import date, datetime
from typing import Any

from gateway.api.official_template.call import STEP, Row, TemplateCall, page_of
from gateway.api.official_template.envelope import FAILED, TemplateRefused, paged
from gateway.api.official_template.reports import keep_pictures, report_types, reports, send_report
from shared.clock import VIETNAM


async def organisation(call: TemplateCall) -> Any:
    found = await call.services.get("svc-content", "/v1/organisation")
    if found is None:
        raise TemplateRefused(FAILED, "Chưa có thông tin cơ quan.")
    return {
        "id": call.office,
        "name": found["name"],
        "description": found["description"],
        "logoUrl": found["logo_url"],
        "officialAccounts": [
            {"oaId": one["oa_id"], "name": one["name"], "logoUrl": one["logo_url"], "follow": False}
            for one in found["official_accounts"]
        ],
    }


async def articles(call: TemplateCall) -> Any:
    # The template counts the pages of news from 1.
    number, size = page_of(call.query, first=1)
    skip = number * size
    page = await call.services.get("svc-content", "/v1/news", {"limit": STEP})
    rows, total, more = [*page["pinned"], *page["items"]], page["total"], page["next"]
    while len(rows) < skip + size and more:
        page = await call.services.get("svc-content", "/v1/news", {"limit": STEP, "after": more})
        rows, more = [*rows, *page["items"]], page["next"]
    shown = [
        {
            "id": row["id"],
            "title": row["title"],
            "desc": row["summary"],
            "author": row["issuer"],
            "thumb": f"{call.base}{row['cover']['url']}" if row["cover"] else "",
            "link": row["link"],
            "createdAt": _milliseconds(row["published_at"]),
        }
        for row in rows[skip : skip + size]
    ]
    return paged(number + 1, size, total, shown)


async def guides(call: TemplateCall) -> Any:
    # The template counts the pages of guides from 0.
    number, size = page_of(call.query, first=0)
    found = (await call.services.get("svc-content", "/v1/faq"))["items"]
    shown = [{"id": place, "question": row["question"], "answer": row["answer"]} for place, row in enumerate(found, 1)]
    return paged(number, size, len(shown), shown[number * size : (number + 1) * size])


_INCOMPLETE, _COMPLETED, _OVERDUE = range(3)
"""As the template's ``enum Status`` counts."""
_ENDED = frozenset({3, 7, 8, 9, 10})
"""States of a dossier after which nothing is late any more: docs/dossier-states.md."""


async def profiles(call: TemplateCall) -> Any:
    code = call.query.get("profileCode", "").strip()
    if not code:
        raise TemplateRefused(FAILED, "Vui lòng nhập mã hồ sơ.")
    found = await call.services.get("svc-dossier", "/v1/dossier-progress", {"code": code})
    if found is None:
        return []
    due = found["due_at"]
    late = due is not None and datetime.fromisoformat(due) < call.now
    return [
        {
            "name": f"Hồ sơ {found['code']}",
            "profileCode": found["code"],
            "dueDate": due,
            "status": _COMPLETED if found["state"] in _ENDED else _OVERDUE if late else _INCOMPLETE,
            "notifications": [
                {"message": step["state_label"], "createdAt": step["at"]} for step in reversed(found["steps"])
            ],
        }
    ]


async def schedule(call: TemplateCall) -> Any:
    """The citizen's visit that comes next, or the latest; nothing for who has booked none."""
    found = await call.services.get("svc-dossier", "/v1/appointments", {"limit": 20}, call.token)
    wanted = [row for row in found["items"] if row["state"] != "cancelled"]
    coming = [row for row in wanted if row["state"] in _COMING]
    row = min(coming, key=lambda one: _local(one["starts_at"]), default=None) or next(iter(wanted), None)
    return await _visit(call, row["id"]) if row else None


async def book(call: TemplateCall) -> Any:
    """The first free place of the day that the template names."""
    day = _day(str(call.body.get("date", "")))
    found = await call.services.get(
        "svc-dossier", f"/v1/offices/{call.office}/slots", {"from": day.isoformat(), "days": 1}
    )
    slots = found["items"][0]["slots"] if found and found["items"] else []
    free = next((slot for slot in slots if slot["free"] > 0), None)
    if free is None:
        raise TemplateRefused(FAILED, "Ngày này không còn chỗ. Vui lòng chọn ngày khác.")
    content = str(call.body.get("content", "")).strip()
    wanted = {
        "office_id": call.office,
        "procedure_code": call.procedure,
        "starts_at": free["starts_at"],
        "name": str(call.body.get("fullName", "")).strip(),
        "phone": _phone(str(call.body.get("phoneNumber", ""))),
        **({"note": content} if content else {}),
    }
    # The template has no key of its own: the same request of the same person on the same day is the same visit.
    intention = f"{call.citizen_id}\n{day}\n{wanted['name']}\n{wanted['phone']}\n{content}"
    key = f"template-{hashlib.sha256(intention.encode()).hexdigest()[:40]}"
    known = await call.services.get("svc-dossier", "/v1/appointments", {"limit": 20}, call.token)
    for row in known["items"]:
        if row["state"] in _COMING and _local(row["starts_at"]).date() == day:
            return await _visit(call, row["id"])
    booked = await call.services.post("svc-dossier", "/v1/appointments", call.token, key, wanted)
    return await _visit(call, booked["id"])


_COMING = frozenset({"requested", "approved", "called"})
_STATUS = {
    "requested": "pending",
    "approved": "approved",
    "called": "approved",
    "served": "approved",
    "missed": "rejected",
    "rejected": "rejected",
}


async def _visit(call: TemplateCall, appointment_id: str) -> dict[str, Any]:
    found = await call.services.get("svc-dossier", f"/v1/appointments/{appointment_id}", token=call.token)
    if found is None:
        raise TemplateRefused(FAILED, "Không tìm thấy lịch hẹn.")
    contact, queue = found["contact"], found["queue"]
    return {
        "organizationId": found["office"]["id"],
        "fullName": contact["name"],
        "phoneNumber": contact["phone"],
        "content": contact["note"],
        "yourNumber": found["number"],
        "number": found["number"],
        "currentNumber": (queue or {}).get("now_served") or 0,
        # The template replaces "-" by "/" and hands the rest to a browser.
        "date": f"{_local(found['starts_at']):%Y-%m-%d %H:%M:%S}",
        "status": _STATUS.get(found["state"], "rejected"),
        "rejectedInfo": found["reason"] or "",
    }


TABLE = (
    Row("GET", "/get_organization_api", organisation, "Mẫu chính thức: cơ quan và các Zalo OA"),
    Row("GET", "/get_articles_api", articles, "Mẫu chính thức: tin tức theo trang"),
    Row("GET", "/information_guide_api", guides, "Mẫu chính thức: câu hỏi và trả lời theo trang"),
    Row(
        "GET",
        "/search_profiles_api",
        profiles,
        "Mẫu chính thức: tra cứu hồ sơ theo mã",
        personal=True,
        looks_up=True,
    ),
    Row("GET", "/get_schedule_api", schedule, "Mẫu chính thức: lịch hẹn của tôi", personal=True),
    Row("POST", "/create_schedule_api", book, "Mẫu chính thức: đặt lịch hẹn", personal=True),
    Row("GET", "/feedback_types_api", report_types, "Mẫu chính thức: loại phản ánh"),
    Row("GET", "/feedback_api", reports, "Mẫu chính thức: phản ánh của tôi, rồi của mọi người", personal=True),
    Row("POST", "/feedback_api", send_report, "Mẫu chính thức: gửi phản ánh", personal=True),
    Row("POST", "/upload_image_api", keep_pictures, "Mẫu chính thức: tải ảnh của phản ánh", takes_files=True),
)


_DATE = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")


def _day(text: str) -> date:
    """``mm-dd-yyyy``, as the template writes a day."""
    match = _DATE.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError(text)
        return date(int(match[3]), int(match[1]), int(match[2]))
    except ValueError:
        raise TemplateRefused(FAILED, "Ngày hẹn không hợp lệ.") from None


def _phone(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return f"0{digits[2:]}" if digits.startswith("84") and len(digits) == 11 else digits


def _local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(VIETNAM)


def _milliseconds(moment: str) -> int:
    return int(_local(moment).timestamp() * 1000)
