"""What a paper states of a dossier."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.applicant import MaskedApplicant
from svc_dossier.domain.deadlines import ClockPolicy
from svc_dossier.domain.dossier import Dossier, Party, TimelineEntry
from svc_dossier.domain.notices import Notice
from svc_dossier.domain.transitions import Action, State
from svc_dossier.papers.facts import facts

AT = datetime(2026, 11, 23, 18, 5, tzinfo=UTC)
"""A moment at which it is the next day in Vietnam already."""
ENTRY = TimelineEntry(
    Action.ACCEPT, State.ACCEPTED, 2, AT, Party("staff", "stf_1"), "cmd_1", "f", code="H48.01-261124-0001"
)


def stated(agency: str, at: datetime = AT, by: Party = ENTRY.by) -> dict[str, Any]:
    entry = replace(ENTRY, at=at, by=by)
    dossier = Dossier(
        "dos_1", 2, "cit_1", "HS-7K3M-Q9WX-5", "1.001193", 1, "Đăng ký khai sinh", "21025", agency,
        None, ClockPolicy.RESTART, State.ACCEPTED, at, at, (entry,),
    )  # fmt: skip
    applicant = MaskedApplicant("Nguyễn Thị Mẫu")
    notice = Notice(entry, "01")
    return facts(dossier, notice, Wording.load(), applicant=applicant, declared=True, result_by=None)


@pytest.mark.parametrize(
    ("agency", "written", "place"),
    [
        ("UBND phường Cẩm Thành", "Ủy ban nhân dân phường Cẩm Thành", "Cẩm Thành"),
        ("UBND xã Ia Tơi", "Ủy ban nhân dân xã Ia Tơi", "Ia Tơi"),
        ("UBND đặc khu Lý Sơn", "Ủy ban nhân dân đặc khu Lý Sơn", "Lý Sơn"),
        ("Sở Tư pháp tỉnh Quảng Ngãi", "Sở Tư pháp tỉnh Quảng Ngãi", "Quảng Ngãi"),
    ],
)
def test_the_office_is_written_out_and_stands_at_its_place(agency: str, written: str, place: str) -> None:
    shown = stated(agency)
    assert (shown["agency"], shown["place"]) == (written, place)


@pytest.mark.parametrize(
    ("month", "day"),
    [(2, "ngày 05 tháng 02 năm 2026"), (3, "ngày 05 tháng 3 năm 2026"), (11, "ngày 05 tháng 11 năm 2026")],
)
def test_a_day_is_written_as_the_decree_writes_it(month: int, day: str) -> None:
    assert stated("UBND xã Ia Tơi", datetime(2026, month, 4, 18, 5, tzinfo=UTC))["day"] == day


def test_the_moment_of_issue_is_in_utc_for_the_pdf_and_in_vietnam_for_people() -> None:
    shown = stated("UBND xã Ia Tơi")
    assert shown["issued"] == {"year": 2026, "month": 11, "day": 23, "hour": 18, "minute": 5, "second": 0}
    assert shown["at"] == "01 giờ 05 phút, ngày 24 tháng 11 năm 2026"


def test_the_officer_is_named_where_known() -> None:
    officer = Party("staff", "stf_1", "Phạm Thị Cán Bộ", "one_stop")
    shown = stated("UBND xã Ia Tơi", by=officer)
    assert shown["officer"] == {"name": "Phạm Thị Cán Bộ", "title": "Cán bộ Một cửa"}
    assert shown["steps"][0]["by"] == "Phạm Thị Cán Bộ, Cán bộ Một cửa"


def test_an_officer_of_before_names_were_kept_stands_by_their_id() -> None:
    shown = stated("UBND xã Ia Tơi")
    assert shown["officer"] is None
    assert shown["steps"][0]["by"] == "Cán bộ stf_1"
