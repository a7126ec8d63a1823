"""The table of a report against the contract, and walks through it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.state_table import IllegalStep, NotTheirs, TooManySteps
from svc_feedback.domain.graph import PRINTED
from svc_feedback.domain.report import CITIZEN_SEES
from svc_feedback.domain.report_states import (
    FINAL,
    MAX_STEPS,
    OPEN,
    ROWS,
    TABLE,
    Action,
    State,
    StepContext,
    leads_on,
)
from svc_feedback.domain.transition import Actor

# public-services 3.4: state → what comes next.
CONTRACT = {
    "CHO_TIEP_NHAN": {"DA_TIEP_NHAN", "TU_CHOI", "CHO_BO_SUNG"},
    "CHO_BO_SUNG": {"CHO_TIEP_NHAN", "TU_CHOI"},
    "DA_TIEP_NHAN": {"DA_PHAN_CONG"},
    "DA_PHAN_CONG": {"DANG_XU_LY", "CHUYEN_TRA"},
    "CHUYEN_TRA": {"DA_PHAN_CONG", "TU_CHOI"},
    "DANG_XU_LY": {"CHO_DUYET_KET_QUA"},
    "CHO_DUYET_KET_QUA": {"HOAN_THANH", "DANG_XU_LY"},
    "HOAN_THANH": {"MO_LAI"},
    "MO_LAI": {"DA_PHAN_CONG"},
}
OURS = {"GOP_TRUNG", "CHUYEN_CAP_TREN", "DA_RUT", "DA_DONG"}


@pytest.mark.parametrize("source", CONTRACT)
def test_every_state_leads_where_the_contract_says_and_else_only_to_ends_of_ours(source: str) -> None:
    found = {row.target.value for row in ROWS if row.source and row.source.value == source}
    assert found - {source} - OURS == CONTRACT[source]


def test_the_ends_are_ends() -> None:
    assert {state.value for state in FINAL} == {"TU_CHOI", *OURS}
    assert not set(OPEN) & FINAL


def test_every_step_says_what_its_citizen_sees_of_it() -> None:
    assert CITIZEN_SEES.keys() == set(Action)
    assert {row.action for row in ROWS} == set(Action)


@pytest.mark.parametrize("row", [row for row in ROWS if row.source], ids=lambda row: f"{row.source.name}-{row.action}")
def test_a_step_is_taken_by_its_actor_only(row) -> None:
    context = next(
        context
        for context in (
            StepContext(row.source, may_extend=True, may_reopen=True),
            StepContext(row.source, dissatisfied_now=True),
            StepContext(row.source, dissatisfied_now=True, reopened=True),
            StepContext(row.source, rates_main=True),
        )
        if TABLE.holds(row, context)
    )
    assert TABLE.step(context, row.action, row.by).target in {
        other.target for other in ROWS if (other.source, other.action) == (row.source, row.action)
    }
    same = [other for other in ROWS if (other.source, other.action) == (row.source, row.action)]
    others = set(Actor).difference(*(other.by for other in same))
    with pytest.raises(NotTheirs):
        TABLE.step(context, row.action, others)


@pytest.mark.parametrize(
    ("state", "refused", "allowed"),
    [(State.ASSIGNED, Action.WITHDRAW, ()), (State.WAITING_TRIAGE, Action.RATE, (Action.WITHDRAW,))],
)
def test_what_is_not_possible_is_refused_and_not_offered(
    state: State, refused: Action, allowed: tuple[Action, ...]
) -> None:
    with pytest.raises(IllegalStep):
        TABLE.step(StepContext(state), refused, {Actor.CITIZEN})
    assert TABLE.allowed(StepContext(state), {Actor.CITIZEN}) == allowed


def test_a_dissatisfied_rating_keeps_the_report_open_once() -> None:
    first = StepContext(State.RESOLVED, dissatisfied_now=True)
    assert TABLE.step(first, Action.RATE, {Actor.CITIZEN}).target is State.RESOLVED
    again = StepContext(State.RESOLVED, dissatisfied_now=True, reopened=True)
    ended = TABLE.step(again, Action.RATE, {Actor.CITIZEN})
    assert (ended.target, ended.event) == (State.CLOSED, "report_closed_dissatisfied")
    for content in (StepContext(State.RESOLVED), StepContext(State.RESOLVED, reopened=True)):
        confirmed = TABLE.step(content, Action.RATE, {Actor.CITIZEN})
        assert (confirmed.target, confirmed.event) == (State.CLOSED, "report_closed")
    with pytest.raises(IllegalStep):
        TABLE.step(StepContext(State.RESOLVED, rated=True), Action.RATE, {Actor.CITIZEN})


@given(st.lists(st.tuples(st.sampled_from(Action), st.sampled_from(Actor)), max_size=30))
def test_no_walk_leaves_the_table_or_an_end(steps: list[tuple[Action, Actor]]) -> None:
    state = TABLE.opening(Action.SEND).target
    for action, actor in steps:
        try:
            after = TABLE.step(StepContext(state, may_extend=True, may_reopen=True), action, {actor}).target
        except IllegalStep:
            continue
        assert state not in FINAL
        state = after


def test_the_table_prints_itself() -> None:
    printed = PRINTED["A report"]
    assert len(printed.text().splitlines()) == len(ROWS) + 2
    assert "[*] --> WAITING_TRIAGE : send by citizen" in printed.mermaid()
    assert "MERGED --> [*]" in printed.mermaid()


def test_a_crowded_report_can_still_be_led_to_its_end_and_nowhere_else() -> None:
    """Every state that is no end leads on, and by steps that cannot go round: a report is reopened once."""
    moves = {
        state: {row.target for row in ROWS if row.source is state and leads_on(row, StepContext(state))}
        for state in State
    }
    for state in State:
        assert (moves[state] - {state}) or state in FINAL, state
    left = {state: targets - {state} for state, targets in moves.items()}
    left[State.RESOLVED].discard(State.REOPENED)
    while left:
        ends = {state for state, targets in left.items() if not targets & left.keys()}
        assert ends, f"these go round: {sorted(left)}"
        left = {state: targets for state, targets in left.items() if state not in ends}


def test_what_leads_nowhere_is_not_offered_for_a_crowded_report() -> None:
    at_work = StepContext(State.IN_PROGRESS, may_extend=True, steps=MAX_STEPS)
    assert TABLE.allowed(at_work, {Actor.HANDLER}) == (Action.SUBMIT_RESULT,)
    with pytest.raises(TooManySteps):
        TABLE.step(at_work, Action.NOTE_PROGRESS, {Actor.HANDLER})
