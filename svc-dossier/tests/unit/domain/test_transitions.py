"""The state table, transition by transition, and what can never happen whatever people try."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.state_table import IllegalStep, NotTheirs, TooManySteps
from svc_dossier.domain.alerts import AlertKind
from svc_dossier.domain.events import PAYLOADS
from svc_dossier.domain.transitions import (
    CITIZEN,
    FINAL,
    MAX_STEPS,
    OFFICER,
    ONE_STOP,
    OPEN,
    ROWS,
    RUNNING,
    SPECIALIST,
    TABLE,
    Action,
    Actor,
    ClockEffect,
    State,
    StepContext,
    Transition,
    When,
)
from svc_dossier.domain.upstream import FOLLOWED

LEGAL = {
    # from, action, accepted before -> who, to
    (1, "accept", False): (ONE_STOP, 2),
    (1, "refuse", False): (ONE_STOP, 3),
    (1, "request_supplement", False): (ONE_STOP, 5),
    (1, "withdraw", False): (CITIZEN, 7),
    (2, "transfer", True): (ONE_STOP, 4),
    (2, "request_supplement", True): (OFFICER, 5),
    (2, "request_payment", True): (OFFICER, 6),
    (2, "withdraw", True): (CITIZEN, 7),
    (2, "stop", True): (OFFICER, 8),
    (4, "complete", True): (SPECIALIST, 9),
    (4, "request_supplement", True): (OFFICER, 5),
    (4, "request_payment", True): (OFFICER, 6),
    (4, "withdraw", True): (CITIZEN, 7),
    (4, "stop", True): (OFFICER, 8),
    (5, "supplement", False): (CITIZEN, 1),
    (5, "supplement", True): (CITIZEN, 5),
    (5, "confirm_supplement", True): (ONE_STOP, 4),
    (5, "withdraw", False): (CITIZEN, 7),
    (5, "withdraw", True): (CITIZEN, 7),
    (5, "stop", False): (OFFICER, 8),
    (5, "stop", True): (OFFICER, 8),
    (6, "withdraw", True): (CITIZEN, 7),
    (6, "stop", True): (OFFICER, 8),
    (9, "return_result", True): (ONE_STOP, 10),
    (9, "request_payment", True): (ONE_STOP, 6),
}
ACCEPTED_BEFORE = {State.REGISTERED: [False], State.SUPPLEMENT_REQUESTED: [False, True]}
STANDINGS = [StepContext(state, accepted) for state in State for accepted in ACCEPTED_BEFORE.get(state, [True])]


@pytest.mark.parametrize("context", STANDINGS, ids=lambda s: f"{s.state.name}-{'' if s.accepted else 'not-'}accepted")
@pytest.mark.parametrize("action", Action, ids=str)
@pytest.mark.parametrize("actor", Actor, ids=str)
def test_every_cell_of_the_table(context: StepContext, action: Action, actor: Actor) -> None:
    who, target = LEGAL.get((context.state.value, action.value, context.accepted), (frozenset(), None))
    if actor in who:
        assert TABLE.step(context, action, {actor}).target == target
    elif who:
        with pytest.raises(NotTheirs):
            TABLE.step(context, action, {actor})
    else:
        with pytest.raises(IllegalStep):
            TABLE.step(context, action, {actor})


@pytest.mark.parametrize("transition", ROWS, ids=lambda e: f"{e.source and e.source.name}-{e.action}-{e.target.name}")
def test_every_edge_has_a_payload_and_somebody_to_take_it(transition: Transition) -> None:
    assert transition.event in PAYLOADS
    assert transition.by


def test_every_event_is_caused_by_an_edge_the_due_date_or_the_national_portal() -> None:
    assert {transition.event for transition in ROWS} | {*AlertKind, "rated", FOLLOWED} == set(PAYLOADS)


def test_final_states_are_the_four_that_the_law_ends_in() -> None:
    assert {state.value for state in FINAL} == {3, 7, 8, 10}
    assert {state.value for state in OPEN} == {1, 2, 4, 5, 6, 9}


@pytest.mark.parametrize("asked_in", [State.ACCEPTED, State.PROCESSING, State.COMPLETED])
def test_a_settled_payment_returns_to_the_state_that_asked(asked_in: State) -> None:
    back = [
        transition
        for transition in ROWS
        if transition.action is Action.SETTLE_PAYMENT and transition.target is asked_in
    ]
    assert [transition.when for transition in back] == [When.ASKED_FROM_TARGET]
    waiting = StepContext(State.PAYMENT_REQUESTED, accepted=True, payment_asked_in=asked_in)
    assert TABLE.step(waiting, Action.SETTLE_PAYMENT, {Actor.PAYMENT}).target is asked_in
    with pytest.raises(NotTheirs):
        TABLE.step(waiting, Action.SETTLE_PAYMENT, {Actor.CITIZEN, *OFFICER})


def test_what_the_national_portal_decides_is_only_followed_here() -> None:
    everybody = set(Actor)
    followed = StepContext(State.REGISTERED, handed_off=True)
    assert TABLE.allowed(followed, everybody) == (Action.ENTER_CODE, Action.WITHDRAW)
    for state in State:
        assert TABLE.allowed(StepContext(state, accepted=True, handed_off=True, has_code=True), everybody) == ()
    assert Action.ENTER_CODE not in TABLE.allowed(StepContext(State.REGISTERED), everybody)


@pytest.mark.parametrize(
    ("action", "who", "target"),
    [("submit", CITIZEN | ONE_STOP, 1), ("receive", ONE_STOP, 2), ("hand_off", CITIZEN, 1)],
)
def test_how_a_dossier_comes_to_be(action: str, who: frozenset[Actor], target: int) -> None:
    transition = TABLE.opening(Action(action))
    assert (transition.by, int(transition.target)) == (who, target)
    for state in State:
        assert Action(action) not in TABLE.allowed(StepContext(state, accepted=True), set(Actor))


def test_the_clock_runs_exactly_in_the_running_states() -> None:
    for transition in ROWS:
        was, runs = transition.source in RUNNING, transition.target in RUNNING
        expected = {
            (False, True): {ClockEffect.START, ClockEffect.RESUME},
            (True, False): {ClockEffect.STOP},
            (True, True): {ClockEffect.NONE, ClockEffect.POSTPONE},
            (False, False): {ClockEffect.NONE, ClockEffect.STOP},
        }[was, runs]
        assert transition.clock in expected, transition


def after(context: StepContext, transition: Transition) -> StepContext:
    """Where ``transition`` leads from ``context``, as a dossier would stand then."""
    asked_in = transition.source if transition.action is Action.REQUEST_PAYMENT else context.payment_asked_in
    return StepContext(transition.target, context.accepted or transition.clock is ClockEffect.START, asked_in)


@given(st.lists(st.tuples(st.sampled_from(Action), st.sampled_from(Actor)), max_size=60))
def test_whatever_is_tried_only_table_edges_are_taken_and_the_end_is_the_end(
    tries: list[tuple[Action, Actor]],
) -> None:
    context = StepContext(State.REGISTERED)
    for action, actor in tries:
        offered = TABLE.allowed(context, {actor})
        try:
            transition = TABLE.step(context, action, {actor})
        except IllegalStep:
            assert action not in offered
            continue
        assert action in offered
        assert context.state not in FINAL
        assert (transition.source, transition.target) in {(row.source, row.target) for row in ROWS}
        context = after(context, transition)
    if context.state in FINAL:
        assert TABLE.allowed(context, set(Actor)) == ()


def test_a_dossier_of_two_hundred_steps_can_still_be_led_to_every_end_and_goes_round_nowhere() -> None:
    """It is led from every standing, whatever waits: a result and its return, too, and no more than a handful of
    steps.
    """

    def ends(context: StepContext, steps: int = 0) -> set[State]:
        assert steps < 10, f"this goes round: {context}"
        rows = [
            row for row in TABLE.possible(context) if row.target is not row.source or row.action is Action.SUPPLEMENT
        ]
        return {context.state} & FINAL | {
            end for row in rows for end in ends(crowded(after(context, row), row), steps + 1)
        }

    def crowded(context: StepContext, last: Transition | None = None) -> StepContext:
        sent = last is not None and last.action is Action.SUPPLEMENT and last.target is State.SUPPLEMENT_REQUESTED
        return replace(context, steps=MAX_STEPS, supplement_sent=sent)

    for context in STANDINGS:
        if context.state not in FINAL:
            waiting = replace(context, payment_asked_in=State.PROCESSING)
            assert State.RETURNED in ends(crowded(waiting)), context
    with pytest.raises(TooManySteps):
        TABLE.step(crowded(StepContext(State.PROCESSING, accepted=True)), Action.REQUEST_SUPPLEMENT, OFFICER)
    late = crowded(StepContext(State.PROCESSING, accepted=True, may_postpone=True))
    assert Action.POSTPONE in TABLE.allowed(late, OFFICER)


def test_from_every_reachable_standing_the_office_and_the_citizen_can_reach_an_end() -> None:
    start = StepContext(State.REGISTERED)
    reachable, waiting = {start}, [start]
    while waiting:
        context = waiting.pop()
        for action in TABLE.allowed(context, set(Actor)):
            transition = TABLE.step(context, action, set(Actor))
            following = after(context, transition)
            if following not in reachable:
                reachable.add(following)
                waiting.append(following)
    assert {context.state for context in reachable} == set(State)
    for context in reachable:
        if context.state not in FINAL:
            assert TABLE.allowed(context, OFFICER), f"the office is stuck in {context}"
