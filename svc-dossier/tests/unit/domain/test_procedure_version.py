"""A version of a procedure: drafted, published for a day, taken back while that day is ahead, and never after."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import pytest

from shared.clock import VIETNAM
from svc_dossier.domain.procedure_version import (
    MAX_RECORD,
    Edit,
    EditEntry,
    ProcedureVersion,
    PublishedVersion,
    Stage,
    VersionRefusal,
    VersionRefused,
)

TODAY = date(2026, 11, 23)
FIRST_DAY = date(2026, 12, 1)
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


def entry(edit: Edit, at: datetime = NOW) -> EditEntry:
    return EditEntry(edit, "stf_editor", at, 2, "cmd_2", "f")


DRAFT = ProcedureVersion("1.001193", 2, 1, Stage.DRAFT, FIRST_DAY, "{}", (entry(Edit.DRAFTED),))
PUBLISHED = replace(DRAFT, stage=Stage.PUBLISHED)


def publish(version: ProcedureVersion, day: date = FIRST_DAY, *others: PublishedVersion) -> ProcedureVersion:
    return version.published(entry(Edit.PUBLISHED), "{}", day, TODAY, others)


def refusal(ask: Callable[[], object]) -> VersionRefusal:
    with pytest.raises(VersionRefused) as refused:
        ask()
    return refused.value.reason


def test_a_draft_is_published_for_today_or_later_and_after_every_other() -> None:
    assert publish(DRAFT, TODAY, PublishedVersion(date(2026, 1, 1), 1)).stage is Stage.PUBLISHED
    assert publish(DRAFT, FIRST_DAY, PublishedVersion(FIRST_DAY, 1)).revision == 2
    assert refusal(lambda: publish(DRAFT, date(2026, 11, 22))) is VersionRefusal.IN_THE_PAST
    for later in (PublishedVersion(FIRST_DAY, 3), PublishedVersion(date(2027, 1, 1), 1)):
        assert refusal(partial(publish, DRAFT, FIRST_DAY, later)) is VersionRefusal.BEFORE_ANOTHER


def test_what_is_published_is_not_edited() -> None:
    for ask in (
        lambda: PUBLISHED.revised(entry(Edit.REVISED), "{}", FIRST_DAY),
        lambda: publish(PUBLISHED),
        lambda: PUBLISHED.discarded(entry(Edit.DISCARDED)),
    ):
        assert refusal(ask) is VersionRefusal.NOT_A_DRAFT
    assert refusal(lambda: DRAFT.retracted(entry(Edit.RETRACTED), VIETNAM)) is VersionRefusal.NOT_PUBLISHED


def test_it_is_taken_back_until_an_hour_before_its_first_day() -> None:
    in_time = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)  # 23:00 of the day before
    assert PUBLISHED.retracted(entry(Edit.RETRACTED, in_time), VIETNAM).stage is Stage.DRAFT
    late = entry(Edit.RETRACTED, in_time.replace(minute=1))
    assert refusal(lambda: PUBLISHED.retracted(late, VIETNAM)) is VersionRefusal.IN_FORCE


def test_a_full_record_is_published_or_discarded_and_changed_no_more() -> None:
    full = replace(DRAFT, record=DRAFT.record * MAX_RECORD)
    assert refusal(lambda: full.revised(entry(Edit.REVISED), "{}", FIRST_DAY)) is VersionRefusal.RECORD_FULL
    in_time = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    retracted = publish(full).retracted(entry(Edit.RETRACTED, in_time), VIETNAM)
    assert refusal(lambda: publish(retracted)) is VersionRefusal.RECORD_FULL
    assert retracted.discarded(entry(Edit.DISCARDED)).stage is Stage.DISCARDED
    assert full.discarded(entry(Edit.DISCARDED)).stage is Stage.DISCARDED
