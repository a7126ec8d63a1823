"""Visits to the office, as the template knows them: it asks for a day, and the first free place of it is booked."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from gateway.api.official_template.call import TemplateCall
from gateway.api.official_template.envelope import FAILED, TemplateRefused
from gateway.api.official_template.responses import TemplateVisit
from shared.clock import VIETNAM
from shared.phone import NotAPhone, national, read_phone
from shared.text import fold

_DATE = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
_COMING = frozenset({"requested", "approved", "called"})
_STATUS = {
    "requested": "pending",
    "approved": "approved",
    "called": "approved",
    "served": "approved",
    "missed": "rejected",
    "rejected": "rejected",
}


async def schedule(call: TemplateCall) -> TemplateVisit | None:
    """The citizen's visit that comes next, or the latest; nothing for who has booked none."""
    wanted = [row for row in await _own(call) if row["state"] != "cancelled"]
    coming = [row for row in wanted if row["state"] in _COMING]
    row = min(coming, key=lambda one: local(one["starts_at"]), default=None) or next(iter(wanted), None)
    return _shown(await _detail(call, row["id"])) if row else None


async def book(call: TemplateCall) -> TemplateVisit:
    """The first free place of the day that the template names. The same words for a day on which the visit is still to
    come are that visit: the template has no key of its own, and a person taps twice.
    """
    day = _day(str(call.body.get("date", "")))
    content = str(call.body.get("content", "")).strip()
    visitor = {
        "name": str(call.body.get("fullName", "")).strip(),
        "phone": _phone(str(call.body.get("phoneNumber", ""))),
        **({"note": content} if content else {}),
    }
    of_day = await _of_day(call, day)
    if known := await _same(call, of_day, visitor):
        return known
    free = await _first_free(call, day)
    if free is None:
        raise TemplateRefused(FAILED, "Ngày này không còn chỗ. Vui lòng chọn ngày khác.")
    wanted = {"office_id": call.office, "procedure_code": call.procedure, "starts_at": free, **visitor}
    # With the visits that there have been: one that was cancelled may be booked again.
    past = sorted(row["id"] for row in of_day)
    intention = "\n".join((call.citizen_id, str(day), visitor["name"], visitor["phone"], content, *past))
    key = f"template-{hashlib.sha256(intention.encode()).hexdigest()[:40]}"
    try:
        booked = await call.services.post("svc-dossier", "/v1/appointments", call.token, key, wanted)
    except TemplateRefused:
        # Another tap of the same moment may have booked it, under the same key for another place.
        if known := await _same(call, await _of_day(call, day), visitor):
            return known
        raise
    return _shown(await _detail(call, booked["id"]))


async def _first_free(call: TemplateCall, day: date) -> str | None:
    """When the first free place of ``day`` begins."""
    found = await call.services.get(
        "svc-dossier", f"/v1/offices/{call.office}/slots", {"from": day.isoformat(), "days": 1}
    )
    if found is None:
        raise TemplateRefused(FAILED, "Cơ quan này chưa nhận đặt lịch qua ứng dụng. Vui lòng đến trực tiếp.")
    slots = found["items"][0]["slots"] if found["items"] else []
    return next((slot["starts_at"] for slot in slots if slot["free"] > 0), None)


async def _own(call: TemplateCall) -> list[dict[str, Any]]:
    found = await call.services.get("svc-dossier", "/v1/appointments", {"limit": 20}, call.token)
    return list(found["items"])


async def _of_day(call: TemplateCall, day: date) -> list[dict[str, Any]]:
    return [row for row in await _own(call) if local(row["starts_at"]).date() == day]


async def _same(call: TemplateCall, of_day: list[dict[str, Any]], visitor: Mapping[str, str]) -> TemplateVisit | None:
    """The visit of ``visitor`` among those that are still to come."""
    for row in of_day:
        if row["state"] in _COMING:
            visit = await _detail(call, row["id"])
            contact = visit["contact"]
            kept = (fold(contact["name"]), contact["phone"], fold(contact["note"] or ""))
            if kept == (fold(visitor["name"]), visitor["phone"], fold(visitor.get("note", ""))):
                return _shown(visit)
    return None


async def _detail(call: TemplateCall, appointment_id: str) -> dict[str, Any]:
    found = await call.services.get("svc-dossier", f"/v1/appointments/{appointment_id}", token=call.token)
    if found is None:
        raise TemplateRefused(FAILED, "Không tìm thấy lịch hẹn.")
    return dict(found)


def _shown(visit: Mapping[str, Any]) -> TemplateVisit:
    contact, queue = visit["contact"], visit["queue"]
    return TemplateVisit(
        organization_id=visit["office"]["id"],
        full_name=contact["name"],
        phone_number=contact["phone"],
        content=contact["note"],
        your_number=visit["number"],
        number=visit["number"],
        current_number=(queue or {}).get("now_served") or 0,
        # The template replaces "-" by "/" and hands the rest to a browser.
        date=f"{local(visit['starts_at']):%Y-%m-%d %H:%M:%S}",
        status=_STATUS.get(visit["state"], "rejected"),
        rejected_info=visit["reason"] or "",
    )


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
    try:
        return national(read_phone(text))
    except NotAPhone:
        return text


def local(moment: str) -> datetime:
    """The moment in Vietnamese time."""
    return datetime.fromisoformat(moment).astimezone(VIETNAM)
