"""The facts that a form states. All are as they were right after the step it is about, so a form never changes."""

import re
from collections.abc import Mapping
from datetime import datetime
from itertools import zip_longest
from typing import Any

from shared.clock import VIETNAM
from shared.labels import label_of
from shared.printing.dates import date_parts
from shared.spoken import written_out
from svc_dossier.catalogue.labels import PROCEDURE_LABELS
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.applicant import MaskedApplicant
from svc_dossier.domain.deadlines import ProcessingTime, Unit
from svc_dossier.domain.dossier import Dossier, Paper, TimelineEntry
from svc_dossier.domain.notices import Notice

_UNITS: Mapping[Unit, str] = {
    Unit.WORKING_HOUR: "giờ làm việc",
    Unit.WORKING_DAY: "ngày làm việc",
    Unit.CALENDAR_DAY: "ngày",
}


PROVINCE = "Quảng Ngãi"
_OF_COMMUNE = re.compile(r"Ủy ban nhân dân (?:phường|xã|đặc khu) (.+)")


def code_on(dossier: Dossier, notice: Notice) -> str:
    """What the citizen asks after it by: the legal code, or the submission reference before there is one."""
    return notice.entry.code or dossier.submission_reference


def facts(
    dossier: Dossier,
    notice: Notice,
    wording: Wording,
    *,
    applicant: MaskedApplicant,
    declared: bool,
    result_by: str | None,
) -> dict[str, Any]:
    """The facts for the template of ``notice``; ``declared`` when a form (tờ khai) was filled in, ``result_by`` as that
    form labels it.
    """
    entry, agency = notice.entry, written_out(dossier.agency_name)
    until = [step for step in dossier.timeline if step.version <= entry.version]
    return {
        "agency": agency,
        "place": _place(agency),
        "officer": _officer(entry, wording),
        "code": code_on(dossier, notice),
        "accepted": entry.code is not None,
        "reference": dossier.submission_reference,
        "day": f"ngày {_day(entry.at)}",
        "issued": date_parts(entry.at),
        "at": _moment(entry.at),
        "due": _moment(entry.due_at),
        "undated": wording.undated,
        "answer_by": _moment(entry.answer_by),
        "due_before": _moment(until[-2].due_at) if len(until) > 1 else None,
        "procedure": dossier.procedure_name,
        "procedure_code": dossier.procedure_code,
        "allowed": _allowed(dossier.allowed),
        "applicant": applicant.name,
        "phone": applicant.phone,
        "result_by": result_by,
        "reason": entry.text,
        "papers": [*(["Tờ khai"] if declared else []), *_handed_in(dossier, entry)],
        "asked": _asked(entry),
        "steps": [_step(dossier, step, wording) for step in until],
    }


def _officer(entry: TimelineEntry, wording: Wording) -> dict[str, str] | None:
    """Who signs for the office: their name and title at the time of the step."""
    if entry.by.kind != "staff" or not entry.by.name:
        return None
    return {"name": entry.by.name, "title": wording.titles.get(entry.by.role, "")}


def _handed_in(dossier: Dossier, entry: TimelineEntry) -> list[str]:
    papers = [paper for paper in dossier.papers if paper.added_at <= entry.at and paper.unavailable is None]
    return [_paper(paper, later=paper.added_at > dossier.timeline[0].at) for paper in papers]


def _paper(paper: Paper, *, later: bool) -> str:
    """What was handed in, as what, and when where it was ``later`` than the dossier itself."""
    said = (
        (label_of(PROCEDURE_LABELS["copies"], paper.copy_kind) or "").lower(),
        f"{len(paper.files)} tệp điện tử" if paper.files else "",
        f"bổ sung ngày {_day(paper.added_at)}" if later else "",
    )
    return f"{paper.name} ({', '.join(filter(None, said))})" if any(said) else paper.name


def _asked(entry: TimelineEntry) -> list[dict[str, str | None]]:
    return [{"name": name, "note": note} for name, note in zip_longest(entry.documents, entry.notes)]


def _step(dossier: Dossier, entry: TimelineEntry, wording: Wording) -> dict[str, str | None]:
    return {
        "action": wording.actions[entry.action],
        "at": f"{entry.at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
        "by": _who(entry, wording),
        "state": wording.label_after(entry, handed_off=dossier.handed_off),
        "due": f"{entry.due_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if entry.due_at else None,
        "text": _remark(dossier, entry),
    }


def _remark(dossier: Dossier, entry: TimelineEntry) -> str | None:
    """What a citizen wrote may name anybody: of what they do not have, the name stands here, and not why.

    A row has no lines of its own: 200 steps stay a few pages.
    """
    lacking = "; ".join(paper.name for paper in dossier.unavailable(entry.at, entry.at))
    written = entry.text if entry.by.kind == "staff" else None
    parts = (written, f"Người nộp nêu lý do không có: {lacking}" if lacking else None)
    return " ".join(" ".join(filter(None, parts)).split()) or None


def _who(entry: TimelineEntry, wording: Wording) -> str:
    if entry.by.kind == "citizen":
        return "Người nộp hồ sơ"
    if officer := _officer(entry, wording):
        return ", ".join(filter(None, officer.values()))
    return f"Cán bộ {entry.by.id}" if entry.by.kind == "staff" else "Hệ thống"


def _allowed(allowed: ProcessingTime | None) -> str | None:
    if allowed is None:
        return None
    return f"{allowed.value} {_UNITS[allowed.unit]}" if allowed.value else "Trong ngày"


def _moment(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return f"{moment.astimezone(VIETNAM):%H giờ %M phút}, ngày {_day(moment)}"


def _place(agency: str) -> str:
    """Where the office is, as Nghị định 30/2020/NĐ-CP wants before the date: the commune's or the province's name."""
    found = _OF_COMMUNE.fullmatch(agency)
    return found[1] if found else PROVINCE


def _day(moment: datetime) -> str:
    day = moment.astimezone(VIETNAM)
    # The decree writes a 0 before days up to 9 and before the first two months, no others.
    return f"{day:%d} tháng {day.month:0{2 if day.month < 3 else 1}} năm {day:%Y}"
