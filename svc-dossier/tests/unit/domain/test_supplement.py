"""One complete request for papers, and what may be asked for again."""

from dataclasses import replace

import pytest

from svc_dossier.domain.dossier import Dossier, RequestedDocument, StepData
from svc_dossier.domain.procedure import CopyKind, RequiredDocument
from svc_dossier.domain.supplement import (
    DocumentDemand,
    SupplementIncomplete,
    SupplementInvalid,
    answerable_documents,
    requested_documents,
    still_missing,
)
from svc_dossier.domain.transitions import TABLE, Action, Actor

from .test_dossier import CALENDAR, CITIZEN, NOON, submitted

TAKEN = (CopyKind.COPY, CopyKind.E_COPY)
DOCUMENTS = {"cccd": RequiredDocument("cccd", "Căn cước công dân", mandatory=True, copies=TAKEN)}
BY_CODE = DocumentDemand("cccd", None, "Bản rõ")
BY_NAME = DocumentDemand(None, "Đơn giải trình", None)


def asked_before(*codes: str) -> Dossier:
    return replace(submitted(), version=2, asked=tuple(RequestedDocument(code, code.upper()) for code in codes))


def test_a_paper_of_the_procedure_keeps_its_name_and_another_gets_a_code_of_its_own() -> None:
    assert requested_documents(submitted(), [BY_CODE, BY_NAME], DOCUMENTS) == [
        RequestedDocument("cccd", "Căn cước công dân", "Bản rõ", TAKEN),
        RequestedDocument("bo-sung-2-2", "Đơn giải trình", None, tuple(CopyKind)),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        DocumentDemand("khong-co", None),
        DocumentDemand("cccd", "Và một tên"),
        DocumentDemand(None, None),
    ],
)
def test_a_demand_names_one_paper(wrong: DocumentDemand) -> None:
    with pytest.raises(SupplementInvalid) as refused:
        requested_documents(submitted(), [BY_CODE, wrong], DOCUMENTS)
    assert (refused.value.unnamed, refused.value.repeated) == ((1,), False)


@pytest.mark.parametrize("twice", [BY_CODE, BY_NAME, DocumentDemand(None, "Can cuoc công dân")])
def test_no_paper_stands_twice(twice: DocumentDemand) -> None:
    with pytest.raises(SupplementInvalid) as refused:
        requested_documents(submitted(), [BY_CODE, BY_NAME, twice], DOCUMENTS)
    assert (refused.value.unnamed, refused.value.repeated) == ((), True)


def test_a_paper_that_is_known_may_be_asked_for_by_its_name() -> None:
    [named] = requested_documents(submitted(), [DocumentDemand(None, "căn cước công dân")], DOCUMENTS)
    assert (named.code, named.copies) == ("cccd", TAKEN)
    before = replace(submitted(), version=4, asked=(RequestedDocument("bo-sung-2-1", "Đơn giải trình"),))
    assert [document.code for document in requested_documents(before, [BY_NAME], DOCUMENTS)] == ["bo-sung-2-1"]


def test_what_the_complete_request_left_out_is_never_asked_for() -> None:
    with pytest.raises(SupplementIncomplete) as refused:
        requested_documents(asked_before("bo-sung-1-1"), [DocumentDemand("bo-sung-1-1", None), BY_CODE], DOCUMENTS)
    assert [document.code for document in refused.value.added] == ["cccd"]
    assert requested_documents(asked_before("cccd"), [BY_CODE], DOCUMENTS)


def test_an_office_may_take_fewer_kinds_of_copies_than_the_procedure_and_no_others() -> None:
    fewer = DocumentDemand("cccd", None, copies=(CopyKind.E_COPY,))
    other = DocumentDemand("cccd", None, copies=(CopyKind.E_COPY, CopyKind.ORIGINAL))
    made = DocumentDemand(None, "Đơn giải trình", copies=(CopyKind.ORIGINAL,))
    requested = requested_documents(submitted(), [fewer, made], DOCUMENTS)
    assert [document.copies for document in requested] == [fewer.copies, made.copies]
    with pytest.raises(SupplementInvalid) as refused:
        requested_documents(submitted(), [made, other], DOCUMENTS)
    assert (refused.value.unnamed, refused.value.untaken) == ((), (1,))


def test_an_answer_is_taken_as_the_request_says_and_the_rest_as_the_procedure_does() -> None:
    asked = RequestedDocument("bo-sung-1-1", "Đơn giải trình", copies=(CopyKind.ORIGINAL,))
    taken = answerable_documents(replace(submitted(), asked=(asked,)), DOCUMENTS)
    assert {code: (document.name, document.copies) for code, document in taken.items()} == {
        "cccd": ("Căn cước công dân", TAKEN),
        "bo-sung-1-1": ("Đơn giải trình", (CopyKind.ORIGINAL,)),
    }
    narrowed = RequestedDocument("cccd", "Căn cước công dân", copies=(CopyKind.COPY,))
    assert answerable_documents(replace(submitted(), asked=(narrowed,)), DOCUMENTS)["cccd"].copies == (CopyKind.COPY,)


def test_the_answer_holds_all_that_was_asked_for_and_a_second_one_may_add() -> None:
    accepted = replace(submitted(), accepted_at=NOON)
    requested = [RequestedDocument("a", "A"), RequestedDocument("b", "B")]
    waiting = taken(accepted, Action.REQUEST_SUPPLEMENT, StepData(asked=requested))
    assert [document.code for document in still_missing(waiting, {"a"})] == ["b"]
    assert still_missing(waiting, {"a", "b", "c"}) == []
    answered = taken(waiting, Action.SUPPLEMENT, StepData())
    assert still_missing(answered, set()) == []


def taken(dossier: Dossier, action: Action, data: StepData) -> Dossier:
    return dossier.take(
        TABLE.step(dossier.context, action, set(Actor)),
        at=NOON,
        by=CITIZEN,
        command_id=f"cmd_{dossier.version}",
        fingerprint="f",
        calendar=CALENDAR,
        data=data,
    )
