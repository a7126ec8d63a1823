"""The letter's four figures: what each counts, and that the table says what the answer says."""

from datetime import UTC, datetime

import pytest

from gateway.api.province_figures.responses import ProvinceFiguresView, spreadsheet
from gateway.domain.province_figures import (
    DossierFigures,
    MonthOfVisits,
    PeopleFigures,
    ProvinceFigures,
    last_months,
    month_of,
    youngest_year_over,
)

NOON = datetime(2026, 11, 16, 5, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 1, tzinfo=UTC)
MONTHS = {"2026-10": MonthOfVisits(40_000, 30_000, 9_000), "2026-11": MonthOfVisits(20_000, 15_000, 8_000)}
LETTER = PeopleFigures(NOON, 108_316, 108_316, 28_099, OCTOBER, MONTHS)


def test_a_month_begins_at_midnight_in_viet_nam() -> None:
    assert month_of(datetime(2026, 10, 31, 16, 59, tzinfo=UTC)) == "2026-10"
    assert month_of(datetime(2026, 10, 31, 17, 0, tzinfo=UTC)) == "2026-11"


def test_twelve_months_end_with_this_one() -> None:
    months = last_months(datetime(2026, 2, 1, tzinfo=UTC))
    assert (len(months), months[0], months[-1]) == (12, "2025-03", "2026-02")


def test_over_45_is_who_turns_46_this_year() -> None:
    assert youngest_year_over(NOON) == 1980


def test_the_share_of_the_letter() -> None:
    assert LETTER.share_over_45.value == pytest.approx(0.2594, abs=1e-4)
    assert PeopleFigures(NOON, 5, 0, 0).share_over_45.value is None, "no data is no 0"


def test_a_month_that_is_not_over_counts_for_its_days() -> None:
    assert LETTER.visits_a_month == pytest.approx(60_000 / (46.2 / 30.44), rel=0.01)
    assert PeopleFigures(NOON, 5, 0, 0, NOON, MONTHS).visits_a_month is None
    assert PeopleFigures(NOON, 5, 0, 0).visits_a_month is None


def test_visits_of_before_the_period_are_not_in_it() -> None:
    months = {"2024-01": MonthOfVisits(999, 9, 9), "2026-11": MonthOfVisits(5, 4, 3)}
    old = PeopleFigures(NOON, 5, 0, 0, datetime(2024, 1, 1, tzinfo=UTC), months)
    assert (old.visits, old.this_month) == (5, MonthOfVisits(5, 4, 3))
    assert list(old.shown_months) == last_months(NOON)


def test_a_month_before_counting_began_is_not_one_without_visits() -> None:
    months = {"2026-09": MonthOfVisits(5, 4, 3), "2026-11": MonthOfVisits(7, 6, 5)}
    since = datetime(2026, 8, 31, 17, 30, tzinfo=UTC)  # half past midnight of September in Việt Nam
    people = PeopleFigures(NOON, 5, 0, 0, since, months)
    found = ProvinceFigures(people, DossierFigures(received=0, online=0, mini_app=0))
    shown = ProvinceFiguresView.of(found)
    assert [(each.month, each.visits) for each in shown.months] == [("2026-09", 5), ("2026-10", 0), ("2026-11", 7)]
    assert (shown.since, shown.until) == ("2025-12", "2026-11"), "dossiers were received before"
    table = spreadsheet(found).decode("utf-8-sig").splitlines()
    assert [row for row in table if row.startswith("Lượt truy cập,")] == [
        "Lượt truy cập,2026-09,5,,",
        "Lượt truy cập,2026-10,0,,",
        "Lượt truy cập,2026-11,7,,",
    ]


def test_before_the_first_visit_there_is_this_month_alone() -> None:
    assert PeopleFigures(NOON, 5, 0, 0).shown_months == {"2026-11": MonthOfVisits()}


def test_the_table_says_what_the_answer_says() -> None:
    found = ProvinceFigures(LETTER, DossierFigures(received=1_000, online=213, mini_app=150))
    shown = ProvinceFiguresView.of(found)
    assert (shown.since, shown.until, shown.visits) == ("2025-12", "2026-11", 60_000)
    assert shown.share_online.value == 0.213
    table = spreadsheet(found).decode("utf-8-sig").splitlines()
    assert table[0] == "Chỉ số,Kỳ,Giá trị,Tử số,Mẫu số"
    assert table[1] == "Đếm lúc,,16/11/2026 12:00,,"
    assert "Người sử dụng,đến nay,108316,," in table
    visits = "Lượt truy cập bình quân tháng (mẫu số là số tháng đã đếm)"
    assert f"{visits},2025-12 đến 2026-11,39521.3,60000,1.52" in table
    assert "Tỷ lệ người dùng trên 45 tuổi (%),đến nay,25.94,28099,108316" in table
    assert "Tỷ lệ hồ sơ nộp trực tuyến (%),2025-12 đến 2026-11,21.30,213,1000" in table
    assert "Người dùng quay lại,2026-11,8000,8000,15000" in table
