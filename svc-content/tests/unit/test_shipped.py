"""What is shipped: every row checks, refers to what is there, and can be found."""

from datetime import UTC, datetime

from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import (
    KINDS,
    LABELS,
    Agency,
    Category,
    Channel,
    Faq,
    Feed,
    Guide,
    Organisation,
    Topic,
    Utility,
)
from svc_content.catalogue.shipped import demonstration, shipped
from svc_content.rich_text.plain import plain_text
from svc_content.rich_text.sanitiser import sanitised

NOW = datetime(2026, 11, 27, tzinfo=UTC)


def arrangement() -> Arrangement:
    taken = Arrangement()
    taken.take(shipped(NOW))
    return taken


def test_every_kind_has_a_label_and_rows() -> None:
    assert LABELS.keys() == KINDS.keys()
    assert {entry.kind for entry in shipped(NOW)} == KINDS.keys()
    assert len({entry.id for entry in shipped(NOW)}) == len(shipped(NOW))


def test_rows_refer_to_rows_that_are_there() -> None:
    kept = arrangement()
    topics = {row.key for row in kept.all(Topic)}
    assert {row.content.topic for row in kept.all(Guide)} | {row.content.topic for row in kept.all(Faq)} <= topics
    categories = {row.key for row in kept.all(Category)}
    assert {row["category"] for row in demonstration()} <= categories
    assert len(kept.all(Organisation)) == 1
    assert len(kept.all(Agency)) == 100
    assert len(kept.all(Channel)) == 4
    assert kept.all(Feed) == [], "no portal is asked before an editor says so"
    assert kept.all(Utility)[0].key == "nop-ho-so"


def test_a_dozen_articles_and_a_guide_for_each_procedure_used_most() -> None:
    rows = demonstration()
    assert len(rows) == 12
    assert len({row["key"] for row in rows}) == 12
    assert all(plain_text(sanitised(row["html"])) for row in rows)
    assert len({row.content.procedure_code for row in arrangement().all(Guide)} - {None}) == 6


def test_nothing_shipped_is_changed_by_the_sanitiser() -> None:
    for row in arrangement().all(Guide):
        assert sanitised(row.content.html) == row.content.html
        assert row.content.plain_text


def test_a_hidden_row_goes_and_comes_back() -> None:
    kept = arrangement()
    [row] = [entry for entry in shipped(NOW) if entry.id == "channels:qngtv1"]
    edit = row.record[0].__class__(**{**vars(row.record[0]), "version": 2})
    kept.take([row.edited(edit, row.content, row.position, False)])
    assert kept.find(Channel, "qngtv1") is None
    kept.take([row])
    assert kept.find(Channel, "qngtv1") is None, "an older version that comes late changes nothing"
