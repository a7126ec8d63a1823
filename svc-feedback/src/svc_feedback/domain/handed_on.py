"""What became of a report or a question that an agency no longer has."""

from collections.abc import Sequence
from itertools import takewhile
from typing import TypeVar

from svc_feedback.domain.question import QuestionEntry
from svc_feedback.domain.report import TimelineEntry

Entry = TypeVar("Entry", bound=TimelineEntry | QuestionEntry)


def until_handed_on(timeline: Sequence[Entry], seen: int | None, agencies: frozenset[str] | None) -> Sequence[Entry]:
    """The steps of ``agencies`` after the version ``seen``, at which they had it; where they took none, the one that
    gave it to another. A step that hands something back bears the agency that did.
    """
    if seen is None or not agencies:
        return ()
    had, after = [each for each in timeline if each.version <= seen], [each for each in timeline if each.version > seen]
    if not had or had[-1].agency_id not in agencies:
        return ()
    return [*takewhile(lambda each: each.agency_id in agencies, after)] or after[:1]
