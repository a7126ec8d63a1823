"""Drafts: how many, how long, and against which version they are saved."""

from datetime import UTC, datetime, timedelta

import pytest

from svc_dossier.domain.draft import (
    DRAFT_LIFE,
    Draft,
    DraftContent,
    DraftOutdated,
    DraftPaper,
)

NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)
EMPTY = DraftContent(None, {}, ())
FILLED = DraftContent("21025", {"a": 1}, (DraftPaper("cccd", ("fil_1", "fil_2")), DraftPaper("don")))
DRAFT = Draft("dft_1", 3, "cit_1", "1.001193", "Đăng ký khai sinh", EMPTY, NOON, NOON, NOON + DRAFT_LIFE, "f")


def test_saved_it_waits_anew() -> None:
    later = NOON + timedelta(days=2)
    saved = DRAFT.saved(FILLED, 3, later)
    assert (saved.version, saved.content, saved.changed_at, saved.expires_at) == (4, FILLED, later, later + DRAFT_LIFE)
    assert (saved.created_at, saved.fingerprint) == (NOON, "f")


def test_the_same_content_again_changes_nothing_also_when_its_answer_was_lost() -> None:
    assert DRAFT.saved(EMPTY, 3, NOON) is DRAFT
    assert DRAFT.saved(EMPTY, 2, NOON) is DRAFT


@pytest.mark.parametrize(("content", "seen"), [(FILLED, 2), (FILLED, 4), (EMPTY, 1), (EMPTY, 4)])
def test_another_version_is_outdated(content: DraftContent, seen: int) -> None:
    with pytest.raises(DraftOutdated) as outdated:
        DRAFT.saved(content, seen, NOON)
    assert outdated.value.version == 3


def test_its_files_are_those_of_all_papers() -> None:
    assert FILLED.file_ids == ["fil_1", "fil_2"]
