"""The table of a question against public-services 3.6."""

import pytest

from shared.state_table import IllegalStep, NotTheirs
from svc_feedback.domain.question_states import (
    MAX_STEPS,
    QUESTION_TABLE,
    ROWS,
    QuestionAction,
    QuestionContext,
    QuestionState,
)
from svc_feedback.domain.transition import Actor

# Flow: 0 → 1 (assigned) → 2; 1 → 4 → 1; 0 → 3.
CONTRACT = {(0, 1), (1, 2), (1, 4), (4, 1), (0, 3)}


def test_the_contracts_flow_is_there() -> None:
    moves = {(row.source.value, row.target.value) for row in ROWS if row.source is not None}
    assert moves >= CONTRACT
    # Beside it: an answer is drafted and renewed where it is, and what came back may turn out to be a violation.
    assert moves - CONTRACT == {(1, 1), (2, 2), (4, 3)}


def test_an_answer_needs_a_draft_before_it_is_approved() -> None:
    with pytest.raises(IllegalStep):
        QUESTION_TABLE.step(
            QuestionContext(QuestionState.WAITING_ANSWER), QuestionAction.APPROVE_ANSWER, {Actor.APPROVER}
        )


def test_it_is_rated_once_and_by_its_asker() -> None:
    answered = QuestionContext(QuestionState.ANSWERED)
    assert QUESTION_TABLE.step(answered, QuestionAction.RATE, {Actor.CITIZEN}).action is QuestionAction.RATE
    with pytest.raises(NotTheirs):
        QUESTION_TABLE.step(answered, QuestionAction.RATE, {Actor.APPROVER})
    with pytest.raises(IllegalStep):
        QUESTION_TABLE.step(QuestionContext(QuestionState.ANSWERED, rated=True), QuestionAction.RATE, {Actor.CITIZEN})


def test_an_answer_is_confirmed_by_who_may_draft_it_while_citizens_doubt_it() -> None:
    doubted = QuestionContext(QuestionState.ANSWERED, outdated=True)
    assert QuestionAction.CONFIRM_ANSWER in QUESTION_TABLE.allowed(doubted, {Actor.HANDLER})
    with pytest.raises(NotTheirs):
        QUESTION_TABLE.step(doubted, QuestionAction.CONFIRM_ANSWER, {Actor.APPROVER})
    with pytest.raises(IllegalStep):
        QUESTION_TABLE.step(QuestionContext(QuestionState.ANSWERED), QuestionAction.CONFIRM_ANSWER, {Actor.HANDLER})


def test_a_crowded_question_can_still_be_answered_and_nothing_else() -> None:
    def allowed(state: QuestionState, **more: bool) -> set[str]:
        return set(QUESTION_TABLE.allowed(QuestionContext(state, steps=MAX_STEPS, **more), set(Actor)))

    assert allowed(QuestionState.WAITING_ANSWER) == {QuestionAction.DRAFT_ANSWER}
    assert allowed(QuestionState.WAITING_ANSWER, has_draft=True) == {QuestionAction.APPROVE_ANSWER}
    assert allowed(QuestionState.ANSWERED) == {QuestionAction.RATE}
    assert allowed(QuestionState.RETURNED) == {QuestionAction.ASSIGN, QuestionAction.MARK_VIOLATION}
