"""A published disaster warning becomes the draft of a broadcast."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.events import Event, InvalidEvent
from svc_notify.domain.broadcast import Action, BroadcastKind, BroadcastRefused, Entry, Reach, Refusal, State
from svc_notify.domain.warning import LINE, TEXT, drafted_from
from svc_notify.sources.article import PUBLISHED, published_warning

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)


def event(**other: Any) -> Event:
    data = {
        "unit": "province",
        "issuer": "Ủy ban nhân dân tỉnh Quảng Ngãi",
        "title": "Bão số 12",
        "summary": "Người dân vùng trũng sơ tán\ntrước 18 giờ hôm nay.",
        "warning": True,
        "published_at": "2026-11-27T09:00:00+07:00",
        "writers": ["stf_writer"],
        "published_by": "stf_approver",
        **other,
    }
    return Event("evt_1", PUBLISHED, "svc-content", "art_1", NOW, 4, data, "", "")


def test_a_warning_waits_for_somebody_who_neither_wrote_nor_published_it() -> None:
    warning = published_warning(event())
    assert warning is not None
    draft = drafted_from(warning, "brd_1", {})
    assert (draft.state, draft.unit, draft.writers) == (
        State.DRAFT,
        "province",
        frozenset({"stf_writer", "stf_approver"}),
    )
    assert draft.content.kind is BroadcastKind.WARNING
    assert draft.content.audience.reach is Reach.ALL
    assert draft.content.text == "Người dân vùng trũng sơ tán trước 18 giờ hôm nay."
    for author in ("stf_writer", "stf_approver"):
        with pytest.raises(BroadcastRefused) as refused:
            draft.moved(Entry(Action.APPROVE, author, NOW))
        assert refused.value.reason is Refusal.AUTHOR_CANNOT_APPROVE
    assert draft.moved(Entry(Action.APPROVE, "stf_second", NOW)).state is State.APPROVED


def test_its_authors_are_named_as_they_are_called_when_it_is_published() -> None:
    warning = published_warning(event())
    assert warning is not None
    draft = drafted_from(warning, "brd_1", {"stf_approver": "Lê Thị Duyệt"})
    [drafting] = draft.timeline
    assert (drafting.by, drafting.by_name) == ("stf_approver", "Lê Thị Duyệt")
    assert draft.writer_names == {"stf_approver": "Lê Thị Duyệt", "stf_writer": ""}
    renamed = Entry(Action.EDIT, "stf_approver", NOW, by_name="Lê Thị Duyệt Anh")
    edited = draft.edited(draft.content, renamed)
    assert edited.writer_names["stf_approver"] == "Lê Thị Duyệt Anh"


def test_a_commune_warns_those_who_asked_for_its_news() -> None:
    warning = published_warning(event(unit="21025"))
    assert warning is not None
    draft = drafted_from(warning, "brd_1", {})
    assert (draft.unit, draft.content.audience.communes) == ("21025", ("21025",))


def test_an_office_that_is_no_commune_warns_by_the_province() -> None:
    warning = published_warning(event(unit="so-y-te"))
    assert warning is not None
    assert drafted_from(warning, "brd_1", {}).unit == "province"


def test_news_is_no_warning() -> None:
    assert published_warning(event(warning=False)) is None


def test_long_texts_are_cut_between_words() -> None:
    warning = published_warning(event(title="Bão mạnh " * 30, summary="Sơ tán ngay. " * 200))
    assert warning is not None
    content = drafted_from(warning, "brd_1", {}).content
    assert (len(content.subject) <= LINE, len(content.text) <= TEXT) == (True, True)
    assert content.subject.endswith(("mạnh …", "Bão …"))


def test_an_event_of_another_shape_is_refused() -> None:
    with pytest.raises(InvalidEvent):
        published_warning(event(published_by=None))
