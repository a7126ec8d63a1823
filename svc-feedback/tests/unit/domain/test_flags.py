"""What triage should look at."""

from datetime import UTC, datetime, timedelta

import pytest

from svc_feedback.domain.flags import PictureFacts, flags_of
from svc_feedback.domain.place import Point
from svc_feedback.domain.report import Flag
from svc_feedback.domain.texts import EmergencyNumber

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
HERE, NEAR, FAR, ABROAD = Point(108.8, 15.12), Point(108.805, 15.12), Point(108.82, 15.12), Point(100.0, 15.12)
FIRE = EmergencyNumber("114", "Cứu hỏa", ("cháy nhà",))


@pytest.mark.parametrize(
    ("text", "point", "picture", "declared_before", "flags"),
    [
        ("Ổ gà", HERE, PictureFacts(NEAR, NOW), timedelta(minutes=59), []),
        ("Ổ gà", None, PictureFacts(FAR, None), None, []),
        ("Ổ gà", HERE, PictureFacts(FAR, None), None, [Flag.PICTURE_ELSEWHERE]),
        ("Ổ gà", HERE, PictureFacts(None, NOW - timedelta(days=31)), None, [Flag.PICTURE_OLD]),
        ("Ổ gà", ABROAD, PictureFacts(ABROAD, None), None, [Flag.OUTSIDE_PROVINCE]),
        ("Có cháy nhà\nở đầu hẻm", HERE, PictureFacts(None, None), None, [Flag.EMERGENCY_WORDS]),
        ("Ổ gà", HERE, PictureFacts(None, None), timedelta(minutes=61), [Flag.SENT_LATE]),
    ],
)
def test_each_flag_has_its_bound(
    text: str, point: Point | None, picture: PictureFacts, declared_before: timedelta | None, flags: list[Flag]
) -> None:
    declared_at = None if declared_before is None else NOW - declared_before
    assert list(flags_of(text, point, [picture], declared_at, [FIRE], NOW)) == flags
