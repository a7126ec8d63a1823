"""What triage should look at."""

from datetime import UTC, datetime, timedelta

import pytest

from svc_feedback.domain.flags import PictureFacts, flags_of
from svc_feedback.domain.place import Point
from svc_feedback.domain.report import Flag

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
HERE, NEAR, FAR, ABROAD = Point(108.8, 15.12), Point(108.805, 15.12), Point(108.82, 15.12), Point(100.0, 15.12)


@pytest.mark.parametrize(
    ("urgent", "point", "picture", "declared_before", "flags"),
    [
        (False, HERE, PictureFacts(NEAR, NOW), timedelta(minutes=59), []),
        (False, None, PictureFacts(FAR, None), None, []),
        (False, HERE, PictureFacts(FAR, None), None, [Flag.PICTURE_ELSEWHERE]),
        (False, HERE, PictureFacts(None, NOW - timedelta(days=31)), None, [Flag.PICTURE_OLD]),
        (False, ABROAD, PictureFacts(ABROAD, None), None, [Flag.OUTSIDE_PROVINCE]),
        (True, HERE, PictureFacts(None, None), None, [Flag.EMERGENCY_WORDS]),
        (False, HERE, PictureFacts(None, None), timedelta(minutes=61), [Flag.SENT_LATE]),
    ],
)
def test_each_flag_has_its_bound(
    urgent: bool, point: Point | None, picture: PictureFacts, declared_before: timedelta | None, flags: list[Flag]
) -> None:
    declared_at = None if declared_before is None else NOW - declared_before
    assert list(flags_of(point, [picture], declared_at, NOW, urgent=urgent)) == flags
