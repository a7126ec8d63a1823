"""The states of an article: who takes which step, and what citizens read meanwhile."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.state_table import IllegalStep, NotTheirs, SamePerson, TooManySteps
from svc_content.domain import graph
from svc_content.domain.article import (
    MAX_REVISIONS,
    MAX_STEPS,
    ROWS,
    TABLE,
    Action,
    Actor,
    Article,
    ArticleRefused,
    Content,
    Plan,
    Publication,
    Refusal,
    Source,
    State,
    Step,
    check_plan,
    event_of,
    files_in,
    import_command,
    pictures_in,
    written,
)
from svc_content.domain.difference import compared_revisions

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
WRITER, APPROVER, SYSTEM = (frozenset({actor}) for actor in Actor)
BOTH = WRITER | APPROVER
AN, BINH, CHI = "stf_an", "stf_binh", "stf_chi"
AT_ONCE = Plan(NOW)


def content(title: str = "Bão số 12 đổi hướng") -> Content:
    return Content("thien-tai", title, "Tóm tắt", f"<p>{title}</p>", title, "Ban biên tập")


def step(action: Action, by: str = AN, roles: frozenset[Actor] = BOTH, at: datetime = NOW) -> Step:
    return Step(action, by, roles, at, f"cmd_{action}_{by}_{at.timestamp()}", "f")


def draft(by: str = AN) -> Article:
    return written("art_1", "province", step(Action.WRITE, by), content())


def approved() -> Article:
    return draft().moved(step(Action.SUBMIT)).moved(step(Action.APPROVE, BINH))


def published() -> Article:
    return approved().published(step(Action.PUBLISH, BINH), AT_ONCE)


def test_an_article_goes_from_draft_to_citizens_and_back() -> None:
    article = published()
    assert article.state is State.PUBLISHED
    assert article.shown is not None
    assert article.shown.content == content()
    gone = article.moved(step(Action.WITHDRAW, BINH))
    assert (gone.state, gone.shown) == (State.WITHDRAWN, None)
    assert [entry.action for entry in gone.timeline] == ["write", "submit", "approve", "publish", "withdraw"]
    assert [entry.version for entry in gone.timeline] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("action", [Action.APPROVE])
def test_who_wrote_it_does_not_approve_it(action: Action) -> None:
    waiting = draft().moved(step(Action.SUBMIT))
    with pytest.raises(SamePerson):
        waiting.moved(step(action, AN, APPROVER))
    assert action not in TABLE.allowed(waiting.context_at(NOW, AN), BOTH)
    assert action in TABLE.allowed(waiting.context_at(NOW, BINH), BOTH)


def test_everybody_who_wrote_in_it_counts_as_its_writer() -> None:
    waiting = draft().edited(step(Action.EDIT, BINH), content("Bão số 12 mạnh lên")).moved(step(Action.SUBMIT))
    with pytest.raises(SamePerson):
        waiting.moved(step(Action.APPROVE, BINH, APPROVER))
    assert waiting.moved(step(Action.APPROVE, CHI)).state is State.APPROVED


def test_who_wrote_it_does_not_publish_it_either() -> None:
    with pytest.raises(SamePerson):
        approved().published(step(Action.PUBLISH, AN, APPROVER), AT_ONCE)


def test_who_submits_a_text_answers_for_it() -> None:
    waiting = draft("svc-content").moved(step(Action.SUBMIT, BINH))
    with pytest.raises(SamePerson):
        waiting.moved(step(Action.APPROVE, BINH, APPROVER))


def test_a_writer_alone_publishes_nothing() -> None:
    with pytest.raises(NotTheirs):
        approved().published(step(Action.PUBLISH, BINH, WRITER), AT_ONCE)


def test_citizens_read_the_old_text_until_the_corrected_one_is_published() -> None:
    article = published()
    corrected = article.edited(step(Action.REVISE, CHI), content("Bão số 12 suy yếu"))
    assert corrected.state is State.DRAFT
    assert corrected.shown == article.shown
    assert corrected.writers == {CHI}
    later = NOW + timedelta(hours=1)
    again = corrected.moved(step(Action.SUBMIT, CHI)).moved(step(Action.APPROVE, BINH))
    again = again.published(step(Action.PUBLISH, BINH, at=later), Plan(later))
    assert again.shown is not None
    assert again.shown.content.title == "Bão số 12 suy yếu"
    assert (again.shown.first_at, again.shown.published_at) == (NOW, later)


def test_what_citizens_read_can_be_taken_away_while_a_correction_is_on_its_way() -> None:
    corrected = published().edited(step(Action.REVISE, CHI), content("Sửa"))
    gone = corrected.moved(step(Action.WITHDRAW, BINH))
    assert (gone.state, gone.shown) == (State.WITHDRAWN, None)


def test_who_wrote_what_was_never_approved_stays_its_writer_when_the_article_is_withdrawn() -> None:
    """Else a text of one's own is approved after somebody else has added a full stop."""
    own = published().edited(step(Action.REVISE, CHI), content("Tin giả")).moved(step(Action.WITHDRAW, CHI))
    waiting = own.edited(step(Action.REVISE, AN), content("Tin giả.")).moved(step(Action.SUBMIT, AN))
    assert waiting.writers >= {AN, CHI}
    with pytest.raises(SamePerson):
        waiting.moved(step(Action.APPROVE, CHI))


def test_what_was_never_shown_is_discarded_and_not_withdrawn() -> None:
    with pytest.raises(IllegalStep) as refused:
        draft().moved(step(Action.WITHDRAW, BINH))
    assert type(refused.value) is IllegalStep
    assert draft().moved(step(Action.DISCARD)).state is State.DISCARDED


def test_a_draft_of_what_is_shown_is_not_discarded() -> None:
    with pytest.raises(IllegalStep):
        published().edited(step(Action.REVISE), content("Sửa")).moved(step(Action.DISCARD))


def test_reopening_forgets_when_it_was_to_be_published() -> None:
    planned = approved().scheduled(step(Action.SCHEDULE, BINH), Plan(NOW + timedelta(hours=2)))
    assert planned.plan is not None
    assert planned.moved(step(Action.REOPEN)).plan is None


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        (Plan(NOW + timedelta(days=400)), Refusal.PUBLISH_TOO_FAR),
        (Plan(NOW, expires_at=NOW), Refusal.EXPIRES_TOO_SOON),
        (Plan(NOW + timedelta(days=2), expires_at=NOW + timedelta(days=1)), Refusal.EXPIRES_TOO_SOON),
        (Plan(NOW, NOW + timedelta(days=1), NOW + timedelta(days=2)), Refusal.PINNED_PAST_EXPIRY),
    ],
)
def test_a_plan_that_cannot_be(plan: Plan, reason: Refusal) -> None:
    with pytest.raises(ArticleRefused) as refused:
        check_plan(plan, NOW)
    assert refused.value.reason is reason


def test_nothing_is_scheduled_into_the_past() -> None:
    with pytest.raises(ArticleRefused) as refused:
        approved().scheduled(step(Action.SCHEDULE, BINH), Plan(NOW))
    assert refused.value.reason is Refusal.PUBLISH_IN_THE_PAST


def test_a_pin_ends_with_the_article() -> None:
    article = approved().published(step(Action.PUBLISH, BINH), Plan(NOW, expires_at=NOW + timedelta(days=1)))
    pinned = article.pinned(step(Action.PIN, BINH), NOW + timedelta(hours=3))
    assert pinned.shown is not None
    assert pinned.shown.pinned(NOW + timedelta(hours=2))
    assert not pinned.shown.pinned(NOW + timedelta(hours=3))
    with pytest.raises(ArticleRefused):
        article.pinned(step(Action.PIN, BINH), NOW + timedelta(days=2))


def test_an_expired_article_is_not_readable_even_before_the_clock_takes_it_away() -> None:
    article = approved().published(step(Action.PUBLISH, BINH), Plan(NOW, expires_at=NOW + timedelta(minutes=1)))
    assert article.shown is not None
    assert article.shown.readable(NOW)
    assert not article.shown.readable(NOW + timedelta(minutes=1))


def test_only_the_latest_texts_are_kept() -> None:
    article = draft()
    for number in range(MAX_REVISIONS + 5):
        article = article.edited(step(Action.EDIT), content(f"Bản {number}"))
    assert len(article.revisions) == MAX_REVISIONS
    assert article.revision == MAX_REVISIONS + 6


def test_an_edit_that_changes_nothing_is_none() -> None:
    with pytest.raises(ArticleRefused) as refused:
        draft().edited(step(Action.EDIT), content())
    assert refused.value.reason is Refusal.NOTHING_CHANGED


SOURCE = Source("Báo mẫu", "https://bao.example/1", "Thỏa thuận 01")


@pytest.mark.parametrize("source", [None, replace(SOURCE, url="")])
def test_what_came_from_a_feed_goes_no_further_without_its_source(source: Source | None) -> None:
    brought = replace(step(Action.WRITE), command_id=import_command("art_1"))
    imported = written("art_1", "province", brought, replace(content(), source=SOURCE))
    assert imported.moved(step(Action.SUBMIT)).state is State.REVIEW
    without = imported.edited(step(Action.EDIT), replace(content(), source=source))
    with pytest.raises(ArticleRefused) as refused:
        without.moved(step(Action.SUBMIT))
    assert refused.value.reason is Refusal.WITHOUT_SOURCE
    assert draft().moved(step(Action.SUBMIT)).state is State.REVIEW, "one's own text has none"


def test_a_text_names_the_files_that_it_shows_and_leads_to() -> None:
    picture, paper, other = (f"fil_01ARZ3NDEKTSV4RRFFQ69G5FA{end}" for end in "ABC")
    html = (
        f'<p><img width="4" src="/v1/media/{picture}" alt="x"><a href="/v1/media/{paper}">y</a>'
        f'<img src="/v1/media/{picture}">  src="/v1/media/{other}"</p>'
    )
    assert (files_in(html), pictures_in(html)) == ((picture, paper), (picture,))
    assert replace(content(), html=html, cover=other).files == (other, picture, paper)


def crowded(article: Article) -> Article:
    return replace(article, timeline=article.timeline * MAX_STEPS)


def test_what_is_submitted_is_decided_and_published_after_however_many_steps() -> None:
    waiting = crowded(draft().moved(step(Action.SUBMIT)))
    assert waiting.moved(step(Action.RETURN, BINH)).moved(step(Action.DISCARD)).state is State.DISCARDED
    ready = waiting.moved(step(Action.APPROVE, BINH))
    assert ready.published(step(Action.PUBLISH, BINH), AT_ONCE).state is State.PUBLISHED
    planned = crowded(approved().scheduled(step(Action.SCHEDULE, BINH), Plan(NOW + timedelta(hours=2))))
    assert planned.published(step(Action.RELEASE, "svc-content", SYSTEM), AT_ONCE).state is State.PUBLISHED
    assert crowded(published()).moved(step(Action.WITHDRAW, BINH)).state is State.WITHDRAWN
    with pytest.raises(TooManySteps):
        crowded(published()).pinned(step(Action.PIN, BINH), None)
    with pytest.raises(TooManySteps):
        crowded(draft()).moved(step(Action.SUBMIT))


def test_no_way_of_a_crowded_article_goes_round() -> None:
    context = crowded(draft()).context_at(NOW, CHI)

    def longest(state: State, steps: int = 0) -> int:
        assert steps < 5, "it goes round"
        rows = TABLE.possible(replace(context, state=state, shown=state is State.PUBLISHED))
        return max((longest(row.target, steps + 1) for row in rows), default=steps)

    assert max(map(longest, State)) > 0


def test_what_has_expired_is_not_pinned_nor_offered_to_be() -> None:
    until = NOW + timedelta(hours=1)
    article = approved().published(step(Action.PUBLISH, BINH), Plan(NOW, expires_at=until))
    assert Action.PIN in TABLE.allowed(article.context_at(until - timedelta(seconds=1), BINH), APPROVER)
    assert Action.PIN not in TABLE.allowed(article.context_at(until, BINH), APPROVER)
    with pytest.raises(IllegalStep) as refused:
        article.pinned(step(Action.PIN, BINH, at=until), None)
    assert type(refused.value) is IllegalStep


STEPS = st.lists(
    st.tuples(st.sampled_from(Action), st.sampled_from([AN, BINH, CHI]), st.sampled_from([WRITER, APPROVER, BOTH])),
    max_size=25,
)


@given(STEPS)
def test_whatever_is_tried_nobody_reads_what_one_person_alone_made(
    steps: list[tuple[Action, str, frozenset[Actor]]],
) -> None:
    article = draft()
    for number, (action, by, roles) in enumerate(steps):
        taken = step(action, by, roles, NOW + timedelta(minutes=number + 1))
        legal = action in TABLE.allowed(article.context_at(taken.at, by), roles)
        try:
            if action in (Action.EDIT, Action.REVISE):
                after = article.edited(taken, content(f"Bản {number}"))
            elif action is Action.PUBLISH:
                after = article.published(taken, Plan(taken.at))
            elif action is Action.SCHEDULE:
                after = article.scheduled(taken, Plan(taken.at + timedelta(days=1)))
            elif action is Action.PIN:
                after = article.pinned(taken, None)
            elif action is Action.WRITE:
                continue
            else:
                after = article.moved(taken)
        except (IllegalStep, SamePerson):
            assert not legal
            continue
        assert legal
        assert after.version == article.version + 1
        if after.shown and after.shown != article.shown and action is Action.PUBLISH:
            wrote = {revision.by for revision in after.revisions if revision.number == after.shown.revision}
            assert by not in wrote
        assert (after.shown is None) or after.state not in (State.WITHDRAWN, State.DISCARDED)
        assert after.state is not State.PUBLISHED or after.shown is not None
        article = after


def test_the_table_has_each_step_once_and_announces_what_citizens_notice() -> None:
    steps = [(transition.source, transition.action) for transition in ROWS]
    assert len(steps) == len(set(steps))
    assert event_of(approved(), Action.PUBLISH) == "published"
    assert event_of(None, Action.WRITE) is None
    assert all(
        bool(transition.event) == (transition.target in (State.PUBLISHED, State.WITHDRAWN))
        for transition in ROWS
        if transition.action is not Action.PIN
    )


def test_the_table_prints_itself() -> None:
    printed = graph.PRINTED.text()
    assert len(printed.splitlines()) == len(ROWS) + 2
    assert "review     approve" in printed
    assert graph.PRINTED.mermaid().startswith("stateDiagram-v2\n    [*] --> draft : write by news_writer")


@pytest.mark.parametrize(
    ("publication", "warning", "plan"),
    [
        (Publication(), False, Plan(NOW)),
        (Publication(), True, Plan(NOW, None, NOW + timedelta(hours=24))),
        (Publication(expires_at=NOW + timedelta(hours=2)), True, Plan(NOW, *[NOW + timedelta(hours=2)] * 2)),
        (Publication(pinned_until=NOW + timedelta(hours=1)), True, Plan(NOW, None, NOW + timedelta(hours=1))),
        (
            Publication(publish_at=NOW + timedelta(days=1)),
            True,
            Plan(NOW + timedelta(days=1), None, NOW + timedelta(days=2)),
        ),
    ],
)
def test_a_warning_is_pinned_for_a_day_unless_its_approver_says_otherwise(
    publication: Publication, warning: bool, plan: Plan
) -> None:
    assert publication.plan_for(replace(content(), warning=warning), NOW) == plan


def test_what_should_have_gone_before_anybody_published_it_is_shown_for_a_moment() -> None:
    late = Plan(NOW - timedelta(hours=2), NOW - timedelta(hours=1), NOW - timedelta(hours=1))
    assert late.begun(NOW) == Plan(NOW, NOW + timedelta(seconds=1))
    assert Plan(NOW - timedelta(hours=2), NOW + timedelta(hours=1)).begun(NOW) == Plan(NOW, NOW + timedelta(hours=1))


@pytest.mark.parametrize(
    ("before", "after", "numbers"),
    [
        (None, None, (2, 3)),
        (None, 2, (1, 2)),
        (None, 1, (1, 1)),
        (1, None, (1, 3)),
        (1, 4, None),
        (9, None, None),
    ],
)
def test_the_newest_text_is_compared_with_the_one_before_unless_others_are_named(
    before: int | None, after: int | None, numbers: tuple[int, int] | None
) -> None:
    article = draft().edited(step(Action.EDIT), content("Bão đổ bộ")).edited(step(Action.EDIT), content("Bão tan"))
    compared = compared_revisions(article, before, after)
    assert (compared and tuple(one.number for one in compared)) == numbers
