"""What triage should look at in a report that has just come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from svc_feedback.domain.place import PROVINCE, Point, metres
from svc_feedback.domain.report import Flag

ELSEWHERE_METRES = 1_000
OLD_PICTURE = timedelta(days=30)
SENT_LATE = timedelta(hours=1)


@dataclass(frozen=True)
class PictureFacts:
    """Where and when a picture was taken, as far as it says so itself."""

    point: Point | None
    taken_at: datetime | None


def flags_of(
    point: Point | None,
    pictures: Sequence[PictureFacts],
    declared_at: datetime | None,
    now: datetime,
    *,
    urgent: bool,
) -> Iterator[Flag]:
    """``declared_at`` is when the telephone says that send was pressed; ``urgent``: its words tell an emergency."""
    if point is not None and point not in PROVINCE:
        yield Flag.OUTSIDE_PROVINCE
    if point is not None and any(each.point and metres(point, each.point) > ELSEWHERE_METRES for each in pictures):
        yield Flag.PICTURE_ELSEWHERE
    if any(each.taken_at and now - each.taken_at > OLD_PICTURE for each in pictures):
        yield Flag.PICTURE_OLD
    if urgent:
        yield Flag.EMERGENCY_WORDS
    if declared_at is not None and now - declared_at > SENT_LATE:
        yield Flag.SENT_LATE
