"""The state table, edge by edge, and what can never happen whatever people try."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc_dossier.domain.alerts import AlertKind
from svc_dossier.domain.events import PAYLOADS
from svc_dossier.domain.transitions import (
    CITIZEN,
    FINAL,
    OFFICER,
    ONE_STOP,
    OPEN,
    RUNNING,
    SPECIALIST,
    TABLE,
    Action,
    Actor,
    ClockEffect,
    Edge,
    IllegalStep,
    NotTheirs,
    Standing,
    State,
    When,
    allowed,
    opening,
    step,
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
STANDINGS = [Standing(state, accepted) for state in State for accepted in ACCEPTED_BEFORE.get(state, [True])]


@pytest.mark.parametrize("standing", STANDINGS, ids=lambda s: f"{s.state.name}-{'' if s.accepted else 'not-'}accepted")
@pytest.mark.parametrize("action", Action, ids=str)
@pytest.mark.parametrize("actor", Actor, ids=str)
def test_every_cell_of_the_table(standing: Standing, action: Action, actor: Actor) -> None:
    who, target = LEGAL.get((standing.state.value, action.value, standing.accepted), (frozenset(), None))
    if actor in who:
        assert step(standing, action, {actor}).target == target
    elif who:
        with pytest.raises(NotTheirs):
            step(standing, action, {actor})
    else:
        with pytest.raises(IllegalStep):
            step(standing, action, {actor})


@pytest.mark.parametrize("edge", TABLE, ids=lambda e: f"{e.source and e.source.name}-{e.action}-{e.target.name}")
def test_every_edge_has_a_payload_and_somebody_to_take_it(edge: Edge) -> None:
    assert edge.event in PAYLOADS
    assert edge.by


def test_every_event_is_caused_by_an_edge_the_due_date_or_the_national_portal() -> None:
    assert {edge.event for edge in TABLE} | {*AlertKind, "rated", FOLLOWED} == set(PAYLOADS)


def test_final_states_are_the_four_that_the_law_ends_in() -> None:
    assert {state.value for state in FINAL} == {3, 7, 8, 10}
    assert {state.value for state in OPEN} == {1, 2, 4, 5, 6, 9}


@pytest.mark.parametrize("asked_in", [State.ACCEPTED, State.PROCESSING, State.COMPLETED])
def test_a_settled_payment_returns_to_the_state_that_asked(asked_in: State) -> None:
    back = [edge for edge in TABLE if edge.action is Action.SETTLE_PAYMENT and edge.target is asked_in]
    assert [edge.when for edge in back] == [When.ASKED_FROM_TARGET]
    waiting = Standing(State.PAYMENT_REQUESTED, accepted=True, payment_asked_in=asked_in)
    assert step(waiting, Action.SETTLE_PAYMENT, {Actor.PAYMENT}).target is asked_in
    with pytest.raises(NotTheirs):
        step(waiting, Action.SETTLE_PAYMENT, {Actor.CITIZEN, *OFFICER})


def test_what_the_national_portal_decides_is_only_followed_here() -> None:
    everybody = set(Actor)
    assert allowed(Standing(State.REGISTERED, handed_off=True), everybody) == (Action.ENTER_CODE, Action.WITHDRAW)
    for state in State:
        assert allowed(Standing(state, accepted=True, handed_off=True, has_code=True), everybody) == ()
    assert Action.ENTER_CODE not in allowed(Standing(State.REGISTERED), everybody)


@pytest.mark.parametrize(
    ("action", "who", "target"),
    [("submit", CITIZEN | ONE_STOP, 1), ("receive", ONE_STOP, 2), ("hand_off", CITIZEN, 1)],
)
def test_how_a_dossier_comes_to_be(action: str, who: frozenset[Actor], target: int) -> None:
    edge = opening(Action(action))
    assert (edge.by, int(edge.target)) == (who, target)
    for state in State:
        assert Action(action) not in allowed(Standing(state, accepted=True), set(Actor))


def test_the_clock_runs_exactly_in_the_running_states() -> None:
    for edge in TABLE:
        was, runs = edge.source in RUNNING, edge.target in RUNNING
        expected = {
            (False, True): {ClockEffect.START, ClockEffect.RESUME},
            (True, False): {ClockEffect.STOP},
            (True, True): {ClockEffect.NONE, ClockEffect.POSTPONE},
            (False, False): {ClockEffect.NONE, ClockEffect.STOP},
        }[was, runs]
        assert edge.clock in expected, edge


def after(standing: Standing, edge: Edge) -> Standing:
    """Where ``edge`` leads from ``standing``, as a dossier would stand then."""
    asked_in = edge.source if edge.action is Action.REQUEST_PAYMENT else standing.payment_asked_in
    return Standing(edge.target, standing.accepted or edge.clock is ClockEffect.START, asked_in)


@given(st.lists(st.tuples(st.sampled_from(Action), st.sampled_from(Actor)), max_size=60))
def test_whatever_is_tried_only_table_edges_are_taken_and_the_end_is_the_end(
    tries: list[tuple[Action, Actor]],
) -> None:
    standing = Standing(State.REGISTERED)
    for action, actor in tries:
        offered = allowed(standing, {actor})
        try:
            edge = step(standing, action, {actor})
        except IllegalStep as refusal:
            assert action not in offered
            assert refusal.allowed == offered
            continue
        assert action in offered
        assert standing.state not in FINAL
        assert (edge.source, edge.target) in {(row.source, row.target) for row in TABLE}
        standing = after(standing, edge)
    if standing.state in FINAL:
        assert allowed(standing, set(Actor)) == ()


def test_from_every_reachable_standing_the_office_and_the_citizen_can_reach_an_end() -> None:
    start = Standing(State.REGISTERED)
    reachable, waiting = {start}, [start]
    while waiting:
        standing = waiting.pop()
        for action in allowed(standing, set(Actor)):
            edge = step(standing, action, set(Actor))
            following = after(standing, edge)
            if following not in reachable:
                reachable.add(following)
                waiting.append(following)
    assert {standing.state for standing in reachable} == set(State)
    for standing in reachable:
        if standing.state not in FINAL:
            assert allowed(standing, OFFICER), f"the office is stuck in {standing}"
