"""The template's paths, and what each is made of: one row a path, one function a row."""

from gateway.api.official_template.call import STEP, Row, TemplateCall, page_of
from gateway.api.official_template.envelope import FAILED, TemplateRefused
from gateway.api.official_template.reports import keep_pictures, report_types, reports, send_report
from gateway.api.official_template.responses import (
    TemplateAccount,
    TemplateAnswer,
    TemplateArticle,
    TemplateGuide,
    TemplateOrganisation,
    TemplatePage,
    TemplatePictures,
    TemplateProfile,
    TemplateReport,
    TemplateReportType,
    TemplateStep,
    TemplateVisit,
)
from gateway.api.official_template.visits import book, local, schedule


async def organisation(call: TemplateCall) -> TemplateOrganisation:
    found = await call.services.get("svc-content", "/v1/organisation")
    if found is None:
        raise TemplateRefused(FAILED, "Chưa có thông tin cơ quan.")
    return TemplateOrganisation(
        id=call.office,
        name=found["name"],
        description=found["description"],
        logo_url=found["logo_url"],
        official_accounts=[
            TemplateAccount(oa_id=one["oa_id"], name=one["name"], logo_url=one["logo_url"], follow=False)
            for one in found["official_accounts"]
        ],
    )


async def articles(call: TemplateCall) -> TemplatePage[TemplateArticle]:
    # The template counts the pages of news from 1.
    number, size = page_of(call.query, first=1)
    skip = number * size
    page = await call.services.get("svc-content", "/v1/news", {"limit": STEP})
    rows, total, more = [*page["pinned"], *page["items"]], page["total"], page["next"]
    while len(rows) < skip + size and more:
        page = await call.services.get("svc-content", "/v1/news", {"limit": STEP, "after": more})
        rows, more = [*rows, *page["items"]], page["next"]
    shown = [
        TemplateArticle(
            id=row["id"],
            title=row["title"],
            desc=row["summary"],
            author=row["issuer"],
            thumb=f"{call.base}{row['cover']['url']}" if row["cover"] else "",
            link=row["link"],
            created_at=_milliseconds(row["published_at"]),
        )
        for row in rows[skip : skip + size]
    ]
    return TemplatePage[TemplateArticle](current=number + 1, page_size=size, total=total, data=shown)


async def guides(call: TemplateCall) -> TemplatePage[TemplateGuide]:
    # The template counts the pages of guides from 0.
    number, size = page_of(call.query, first=0)
    found = (await call.services.get("svc-content", "/v1/faq"))["items"]
    shown = [
        TemplateGuide(id=place, question=row["question"], answer=row["answer"]) for place, row in enumerate(found, 1)
    ]
    part = shown[number * size : (number + 1) * size]
    return TemplatePage[TemplateGuide](current=number, page_size=size, total=len(shown), data=part)


_INCOMPLETE, _COMPLETED, _OVERDUE = range(3)
"""The numbers of the template's ``enum Status``."""
_ENDED = frozenset({3, 7, 8, 9, 10})
"""States of a dossier after which nothing is late any more: docs/dossier-states.md."""


async def profiles(call: TemplateCall) -> list[TemplateProfile]:
    code = call.query.get("profileCode", "").strip()
    if not code:
        raise TemplateRefused(FAILED, "Vui lòng nhập mã hồ sơ.")
    found = await call.services.get("svc-dossier", "/v1/dossier-progress", {"code": code})
    if found is None:
        return []
    due = found["due_at"]
    late = due is not None and local(due) < call.now
    return [
        TemplateProfile(
            name=f"Hồ sơ {found['code']}",
            profile_code=found["code"],
            due_date=due,
            status=_COMPLETED if found["state"] in _ENDED else _OVERDUE if late else _INCOMPLETE,
            notifications=[
                TemplateStep(message=step["state_label"], created_at=step["at"]) for step in reversed(found["steps"])
            ],
        )
    ]


TABLE = (
    Row(
        "GET",
        "/get_organization_api",
        organisation,
        TemplateAnswer[TemplateOrganisation],
        "Mẫu chính thức: cơ quan và các Zalo OA",
    ),
    Row(
        "GET",
        "/get_articles_api",
        articles,
        TemplateAnswer[TemplatePage[TemplateArticle]],
        "Mẫu chính thức: tin tức theo trang",
    ),
    Row(
        "GET",
        "/information_guide_api",
        guides,
        TemplateAnswer[TemplatePage[TemplateGuide]],
        "Mẫu chính thức: câu hỏi và trả lời theo trang",
    ),
    Row(
        "GET",
        "/search_profiles_api",
        profiles,
        TemplateAnswer[list[TemplateProfile]],
        "Mẫu chính thức: tra cứu hồ sơ theo mã",
        personal=True,
        looks_up=True,
    ),
    Row(
        "GET",
        "/get_schedule_api",
        schedule,
        TemplateAnswer[TemplateVisit],
        "Mẫu chính thức: lịch hẹn của tôi",
        personal=True,
    ),
    Row(
        "POST",
        "/create_schedule_api",
        book,
        TemplateAnswer[TemplateVisit],
        "Mẫu chính thức: đặt lịch hẹn",
        personal=True,
    ),
    Row(
        "GET",
        "/feedback_types_api",
        report_types,
        TemplateAnswer[list[TemplateReportType]],
        "Mẫu chính thức: loại phản ánh",
    ),
    Row(
        "GET",
        "/feedback_api",
        reports,
        TemplateAnswer[TemplatePage[TemplateReport]],
        "Mẫu chính thức: phản ánh của tôi, rồi của mọi người",
        personal=True,
    ),
    Row("POST", "/feedback_api", send_report, TemplateAnswer[bool], "Mẫu chính thức: gửi phản ánh", personal=True),
    Row(
        "POST",
        "/upload_image_api",
        keep_pictures,
        TemplateAnswer[TemplatePictures],
        "Mẫu chính thức: tải ảnh của phản ánh",
        takes_files=True,
    ),
)


def _milliseconds(moment: str) -> int:
    return int(local(moment).timestamp() * 1000)
