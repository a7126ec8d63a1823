"""One dossier through its steps: facts, timeline, clock, events."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import VIETNAM
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.domain.announcements import announce
from svc_dossier.domain.deadlines import ClockPolicy, ProcessingTime, Segment, Unit
from svc_dossier.domain.dossier import (
    MAX_FILES,
    Dossier,
    File,
    Paper,
    Party,
    RequestedDocument,
    StepData,
    TimelineEntry,
    TooManyFiles,
)
from svc_dossier.domain.events import PaymentRequested, SupplementRequested
from svc_dossier.domain.payment import FeeItem, PaymentRequest, Settlement
from svc_dossier.domain.procedure import SubmissionMode
from svc_dossier.domain.transitions import FINAL, RUNNING, TABLE, Action, Actor, State

CALENDAR = Calendars().current
NOON = datetime(2026, 11, 2, 12, tzinfo=VIETNAM)
CITIZEN = Party("citizen", "cit_1")
OFFICER = Party("staff", "stf_1")


def submitted() -> Dossier:
    entry = TimelineEntry(Action.SUBMIT, State.REGISTERED, 1, NOON, CITIZEN, "cmd_0", "f0")
    return Dossier(
        id="dos_1",
        version=1,
        citizen_id="cit_1",
        submission_reference="HS-1111-1111-1111",
        procedure_code="1.001193",
        procedure_version=1,
        procedure_name="Đăng ký khai sinh",
        agency_id="21025",
        agency_name="UBND phường Cẩm Thành",
        allowed=ProcessingTime(7, Unit.WORKING_DAY),
        clock_policy=ClockPolicy.RESTART,
        state=State.REGISTERED,
        submitted_at=NOON,
        changed_at=NOON,
        timeline=(entry,),
    )


def taken(dossier: Dossier, action: Action, at: datetime, **members: object) -> Dossier:
    transition = TABLE.step(dossier.context, action, set(Actor))
    by = CITIZEN if Actor.CITIZEN in transition.by else OFFICER
    command = f"cmd_{dossier.version}"
    data = StepData(**members)  # type: ignore[arg-type]
    return dossier.take(transition, at=at, by=by, command_id=command, fingerprint="f", calendar=CALENDAR, data=data)


def brought(dossier: Dossier, action: Action, at: datetime) -> dict[str, object]:
    """What ``action`` cannot do without."""
    if action is Action.REQUEST_PAYMENT:
        asked = PaymentRequest(f"prq_{dossier.version}", (FeeItem("Lệ phí", 10_000),), 10_000, dossier.state, at)
        return {"payment": asked}
    if action is Action.SETTLE_PAYMENT:
        return {"settlement": Settlement(f"pay_{dossier.version}", 10_000, at)}
    return {"code": "C"} if action is Action.ACCEPT else {}


def test_acceptance_gives_code_and_due_date_and_starts_the_clock() -> None:
    dossier = taken(submitted(), Action.ACCEPT, NOON, code="000.00.01.H48-261102-0001")
    assert dossier.state is State.ACCEPTED
    assert dossier.code == "000.00.01.H48-261102-0001"
    assert dossier.accepted_at == NOON
    assert dossier.due_at == datetime(2026, 11, 11, 17, tzinfo=VIETNAM)
    assert dossier.clock == (Segment(NOON, due_at=dossier.due_at),)
    assert dossier.inbox_at == dossier.due_at
    assert dossier.version == 2


def test_while_waiting_for_the_citizen_nothing_is_due_and_then_the_time_starts_again() -> None:
    dossier = taken(submitted(), Action.ACCEPT, NOON, code="C")
    asked = [RequestedDocument("giay-chung-sinh", "Giấy chứng sinh")]
    dossier = taken(dossier, Action.REQUEST_SUPPLEMENT, NOON + timedelta(days=3), asked=asked, text="Thiếu giấy")
    assert dossier.due_at is None
    assert not dossier.context.supplement_sent
    paper = Paper("giay-chung-sinh", "Giấy chứng sinh", (File("fil_1", "a.pdf", "application/pdf", 1),), NOON)
    dossier = taken(dossier, Action.SUPPLEMENT, NOON + timedelta(days=9), handed_in=[paper])
    assert dossier.state is State.SUPPLEMENT_REQUESTED
    assert dossier.context.supplement_sent
    assert dossier.papers == (paper,)
    dossier = taken(dossier, Action.CONFIRM_SUPPLEMENT, NOON + timedelta(days=10))
    assert dossier.state is State.PROCESSING
    assert dossier.due_at == datetime(2026, 11, 23, 17, tzinfo=VIETNAM)
    assert dossier.code == "C"
    assert [entry.documents for entry in dossier.timeline] == [(), (), ("Giấy chứng sinh",), ("Giấy chứng sinh",), ()]


def test_a_supplement_before_acceptance_goes_back_to_the_queue_without_any_clock() -> None:
    dossier = taken(submitted(), Action.REQUEST_SUPPLEMENT, NOON, asked=[RequestedDocument("a", "A")])
    assert dossier.clock == ()
    dossier = taken(dossier, Action.SUPPLEMENT, NOON)
    assert dossier.state is State.REGISTERED


def test_the_due_date_stays_to_be_judged_by_when_the_work_is_over() -> None:
    dossier = taken(submitted(), Action.ACCEPT, NOON, code="C")
    dossier = taken(dossier, Action.TRANSFER, NOON)
    done = taken(dossier, Action.COMPLETE, NOON + timedelta(days=2))
    assert done.due_at == dossier.due_at
    assert done.clock[-1] == Segment(NOON, NOON + timedelta(days=2), "complete", dossier.due_at)


def test_while_a_payment_is_waited_for_the_clock_stands_and_goes_on_with_what_was_left() -> None:
    dossier = taken(taken(submitted(), Action.ACCEPT, NOON, code="C"), Action.TRANSFER, NOON)
    asked_at = NOON + timedelta(days=3)  # three of the seven days are used
    dossier = taken(dossier, Action.REQUEST_PAYMENT, asked_at, **brought(dossier, Action.REQUEST_PAYMENT, asked_at))
    assert (dossier.state, dossier.due_at) == (State.PAYMENT_REQUESTED, None)
    event = announce(dossier, "payment_requested")
    assert isinstance(event, PaymentRequested)
    assert (event.amount, [item.name for item in event.items]) == (10_000, ["Lệ phí"])
    paid_at = NOON + timedelta(days=10)  # Thursday 12/11, as in the vector of the contract
    dossier = taken(dossier, Action.SETTLE_PAYMENT, paid_at, **brought(dossier, Action.SETTLE_PAYMENT, paid_at))
    assert dossier.state is State.PROCESSING
    assert dossier.due_at == datetime(2026, 11, 18, 17, tzinfo=VIETNAM)
    assert dossier.payments[0].settled is not None


def test_a_fee_collected_on_return_changes_no_date() -> None:
    done = taken(taken(taken(submitted(), Action.ACCEPT, NOON, code="C"), Action.TRANSFER, NOON), Action.COMPLETE, NOON)
    asked = taken(done, Action.REQUEST_PAYMENT, NOON, **brought(done, Action.REQUEST_PAYMENT, NOON))
    paid = taken(asked, Action.SETTLE_PAYMENT, NOON, **brought(asked, Action.SETTLE_PAYMENT, NOON))
    assert (asked.due_at, paid.due_at, paid.state) == (done.due_at, done.due_at, State.COMPLETED)


def test_a_command_is_found_again_in_the_timeline() -> None:
    dossier = taken(submitted(), Action.WITHDRAW, NOON, text="Nộp nhầm")
    entry = dossier.step_of("cmd_1")
    assert entry is not None and entry.state is State.WITHDRAWN
    assert dossier.step_of("cmd_9") is None


def test_an_event_tells_what_the_office_said_and_never_what_the_citizen_wrote() -> None:
    refused = taken(submitted(), Action.REFUSE, NOON, text="Không thuộc thẩm quyền")
    assert announce(refused, "refused").reason == "Không thuộc thẩm quyền"
    withdrawn = taken(submitted(), Action.WITHDRAW, NOON, text="Tôi tên là Nguyễn Văn A")
    assert announce(withdrawn, "withdrawn").reason is None
    asked = taken(
        submitted(),
        Action.REQUEST_SUPPLEMENT,
        NOON,
        asked=[RequestedDocument("a", "Giấy A"), RequestedDocument("b", "Giấy B")],
    )
    event = announce(asked, "supplement_requested")
    assert isinstance(event, SupplementRequested)
    assert event.documents == ["Giấy A", "Giấy B"]
    assert event.state == 5


def test_files_are_bounded() -> None:
    files = tuple(File(f"fil_{n}", "a.pdf", "application/pdf", 1) for n in range(MAX_FILES))
    asked = taken(submitted(), Action.REQUEST_SUPPLEMENT, NOON, asked=[RequestedDocument("a", "A")])
    full = taken(asked, Action.SUPPLEMENT, NOON, handed_in=[Paper("a", "A", files, NOON)])
    assert len(full.papers[0].files) == MAX_FILES
    again = taken(full, Action.REQUEST_SUPPLEMENT, NOON, asked=[RequestedDocument("a", "A")])
    with pytest.raises(TooManyFiles):
        taken(again, Action.SUPPLEMENT, NOON, handed_in=[Paper("a", "A", files[:1], NOON)])


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 40)), max_size=40))
def test_along_any_path_version_timeline_and_clock_tell_one_story(choices: list[tuple[int, int]]) -> None:
    dossier, at = submitted(), NOON
    for choice, hours in choices:
        offered = TABLE.allowed(dossier.context, set(Actor))
        if not offered:
            break
        at += timedelta(hours=hours)
        action = offered[choice % len(offered)]
        members: dict[str, object] = {"code": "C"} if dossier.code is None else {}
        if action is Action.POSTPONE:
            assert dossier.due_at is not None
            members["postponed_to"] = dossier.due_at + timedelta(days=1)
        dossier = taken(dossier, action, at, **members)
        assert dossier.version == len(dossier.timeline)
        assert dossier.timeline[-1].state is dossier.state
        runs = bool(dossier.clock) and dossier.clock[-1].stop is None
        assert runs == (dossier.state in RUNNING)
        assert (dossier.due_at is not None) >= runs
        assert all(segment.stop is not None and segment.reason for segment in dossier.clock[:-1])
        moments = [moment for segment in dossier.clock for moment in (segment.start, segment.stop) if moment]
        assert moments == sorted(moments)
        assert (dossier.alert is not None) <= runs
        assert not runs or dossier.clock[-1].due_at == dossier.due_at
        assert sum(entry.action is Action.POSTPONE for entry in dossier.timeline) <= 1
    if dossier.state in FINAL:
        assert not dossier.clock or dossier.clock[-1].stop is not None


@given(st.lists(st.tuples(st.integers(0, 9), st.sets(st.sampled_from(Actor), min_size=1)), max_size=20))
def test_a_dossier_of_the_national_portal_never_leaves_its_state_here_but_to_be_withdrawn(
    tries: list[tuple[int, set[Actor]]],
) -> None:
    dossier = replace(submitted(), mode=SubmissionMode.DVCQG_HANDOFF)
    for choice, actors in tries:
        if offered := TABLE.allowed(dossier.context, actors):
            action = offered[choice % len(offered)]
            code = {"national_code": f"H48-261102-{choice:04d}"} if action is Action.ENTER_CODE else {}
            dossier = taken(dossier, action, NOON, **code)
    assert dossier.state in (State.REGISTERED, State.WITHDRAWN)
    assert (dossier.code, dossier.clock, dossier.due_at) == (None, (), None)
    confirmed = replace(dossier, state=State.PROCESSING, code="H48-261102-0001")
    assert TABLE.allowed(confirmed.context, set(Actor)) == ()
