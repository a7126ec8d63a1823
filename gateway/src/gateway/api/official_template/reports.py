"""Reports from the field, as the template knows them.

It asks neither where something is nor who says so: the place is what the text says, and its sender is shown to nobody.
"""

import asyncio
import hashlib
import re
from datetime import datetime
from typing import Any

from gateway.api.official_template.call import DEEPEST, STEP, TemplateCall, page_of
from gateway.api.official_template.envelope import FAILED, TemplateRefused
from gateway.api.official_template.picker_forms import FULL
from gateway.api.official_template.responses import (
    TemplatePage,
    TemplatePictures,
    TemplateReport,
    TemplateReportType,
)
from gateway.domain.picked_picture import LARGEST_PICTURE, MOST_PICTURES, media_type_of
from shared.clock import VIETNAM

PICTURES = "/upload_image_api"
_PICTURE = re.compile(rf"{PICTURES}/([0-9A-Za-z_-]{{20,60}})$")
_PLACE = "Theo nội dung phản ánh"
_OWN = "/v1/reports"
_PUBLIC = "/v1/public-reports"


async def report_types(call: TemplateCall) -> list[TemplateReportType]:
    return [
        TemplateReportType(id=number_of(category["code"]), title=category["name"], order=order)
        for order, category in enumerate(await _categories(call), 1)
    ]


async def reports(call: TemplateCall) -> TemplatePage[TemplateReport]:
    """The citizen's own, then what everybody may see of others'; the template counts pages from 0."""
    number, size = page_of(call.query, first=0)
    until = (number + 1) * size
    own, more = await _walk(call, _OWN, until)
    mine = {row["id"] for row in own}
    others, more_public = await _walk(call, _PUBLIC, until + len(own)) if not more else ([], True)
    rows = [(_OWN, row) for row in own] + [(_PUBLIC, row) for row in others if row["id"] not in mine]
    shown = await asyncio.gather(*(_report(call, base, row) for base, row in rows[number * size : until]))
    # The template only asks whether there is more: the services do not count what nobody looks at.
    total = len(rows) + (more or more_public)
    return TemplatePage[TemplateReport](current=number, page_size=size, total=total, data=[one for one in shown if one])


async def send_report(call: TemplateCall) -> bool:
    category = await _category(call)
    title, content = (str(call.body.get(field, "")).strip() for field in ("title", "content"))
    names = call.body.get("imageUrls") or []
    found = [_PICTURE.search(str(name)) for name in names] if isinstance(names, list) else []
    if len(found) > MOST_PICTURES or not all(found):
        raise TemplateRefused(FAILED, f"Ảnh đính kèm không hợp lệ; tối đa {MOST_PICTURES} ảnh.")
    picked = [match[1] for match in found if match]
    # The template has no key of its own: the same words with the same pictures on the same day are the same report.
    intention = "\n".join(
        (call.citizen_id, str(call.now.astimezone(VIETNAM).date()), category, title, content, *picked)
    )
    key = f"template-{hashlib.sha256(intention.encode()).hexdigest()[:40]}"
    file_ids = [await _hand_over(call, key, picture_id) for picture_id in picked]
    report = {
        "title": title,
        "description": content,
        "category": category,
        "place": {"words": _PLACE},
        "anonymous": True,
        "file_ids": file_ids,
    }
    await call.services.post("svc-feedback", _OWN, call.token, key, report)
    return True


async def keep_pictures(call: TemplateCall) -> TemplatePictures:
    """Kept until a report takes them: Zalo's picker uploads before anybody knows what for, and without a token."""
    if not 1 <= len(call.files) <= MOST_PICTURES:
        raise TemplateRefused(FAILED, f"Vui lòng chọn từ 1 đến {MOST_PICTURES} ảnh.")
    for content in call.files:
        if len(content) > LARGEST_PICTURE:
            raise TemplateRefused(FAILED, "Mỗi ảnh không quá 1 MB.")
        if media_type_of(content) is None:
            raise TemplateRefused(FAILED, "Chỉ nhận ảnh JPEG, PNG hoặc WebP.")
    kept = [await call.pictures.keep(content, call.now) for content in call.files]
    if None in kept:
        raise TemplateRefused(FAILED, FULL)
    return TemplatePictures(domain=call.base, images=[f"{PICTURES}/{picture_id}" for picture_id in kept])


def number_of(code: str) -> int:
    """The template wants numbers; one of ``code`` that stays the same whatever joins the list."""
    return int.from_bytes(hashlib.sha256(code.encode()).digest()[:6], "big")


async def _categories(call: TemplateCall) -> list[dict[str, Any]]:
    found = await call.services.get("svc-feedback", "/v1/feedback-categories")
    return [category for field in found["fields"] for category in field["categories"]]


async def _category(call: TemplateCall) -> str:
    # The form sends feedbackTypeId; what reads a type writes feedBackTypeId.
    wanted = call.body.get("feedbackTypeId", call.body.get("feedBackTypeId"))
    for category in await _categories(call):
        if str(number_of(category["code"])) == str(wanted):
            return str(category["code"])
    raise TemplateRefused(FAILED, "Vui lòng chọn loại phản ánh.")


async def _hand_over(call: TemplateCall, key: str, picture_id: str) -> str:
    """The picture becomes the citizen's file, cleaned as every other."""
    content = await call.pictures.find(picture_id, call.now)
    media_type = media_type_of(content) if content is not None else None
    if content is None or media_type is None:
        raise TemplateRefused(FAILED, "Ảnh đã quá hạn. Vui lòng chọn lại ảnh.")
    file = (f"anh.{media_type.removeprefix('image/')}", content, media_type)
    stored = await call.services.upload(
        "svc-feedback", "/v1/feedback-files", call.token, f"{key}-{picture_id[:8]}", file
    )
    return str(stored["id"])


async def _walk(call: TemplateCall, path: str, until: int) -> tuple[list[dict[str, Any]], bool]:
    """The first rows, at least ``until`` where there are as many, and whether more follow."""
    rows: list[dict[str, Any]] = []
    query: dict[str, Any] = {"limit": STEP}
    token = call.token if path == _OWN else None
    while len(rows) < min(until, DEEPEST):
        page = await call.services.get("svc-feedback", path, query, token)
        rows += page["items"]
        if page["next"] is None:
            return rows, False
        query = {"limit": STEP, "after": page["next"]}
    return rows, True


async def _report(call: TemplateCall, base: str, row: dict[str, Any]) -> TemplateReport | None:
    token = call.token if base == _OWN else None
    whole = await call.services.get("svc-feedback", f"{base}/{row['id']}", token=token)
    if whole is None:  # taken back in this moment
        return None
    own = base == _OWN
    result = whole["result"]
    answered = result["text"] if own and result else result
    return TemplateReport(
        id=number_of(whole["id"]),
        title=whole["title"],
        content=whole["description"] if own else whole["text"],
        type=whole["category"]["name"],
        # A picture's address carries no token, which one's own need: those have links for some minutes.
        image_urls=[
            f"{call.base}{file['link' if own else 'href']}"
            for file in whole["files"]
            if file["media_type"].startswith("image/")
        ],
        response=answered or (whole["what_next"] if own else whole["group_label"]),
        creation_time=_milliseconds(whole["sent_at"]),
        response_time=_milliseconds(_answered_at(row, whole, own=own)),
    )


def _answered_at(row: dict[str, Any], whole: dict[str, Any], *, own: bool) -> str:
    if own and whole["result"]:
        return str(whole["result"]["approved_at"])
    return str(row["changed_at"])


def _milliseconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp() * 1000)
