"""The template's paths, and what each is made of: one row a path, one function a row."""

from typing import Any

from gateway.api.official_template.call import STEP, Row, TemplateCall, page_of
from gateway.api.official_template.envelope import FAILED, TemplateRefused, paged
from gateway.api.official_template.reports import keep_pictures, report_types, reports, send_report
from gateway.api.official_template.visits import book, local, schedule


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
    late = due is not None and local(due) < call.now
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


def _milliseconds(moment: str) -> int:
    return int(local(moment).timestamp() * 1000)
