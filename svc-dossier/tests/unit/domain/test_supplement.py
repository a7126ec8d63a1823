"""One complete request for papers, and what may be asked for again."""

from dataclasses import replace

import pytest

from svc_dossier.domain.dossier import Dossier, RequestedDocument, StepData
from svc_dossier.domain.procedure import RequiredDocument
from svc_dossier.domain.supplement import (
    DocumentDemand,
    SupplementIncomplete,
    SupplementInvalid,
    document_names,
    requested_documents,
    still_missing,
)
from svc_dossier.domain.transitions import Action, Actor, step

from .test_dossier import CALENDAR, CITIZEN, NOON, submitted

DOCUMENTS = {"cccd": RequiredDocument("cccd", "Căn cước công dân", mandatory=True)}
BY_CODE = DocumentDemand("cccd", None, "Bản rõ")
BY_NAME = DocumentDemand(None, "Đơn giải trình", None)


def asked_before(*codes: str) -> Dossier:
    return replace(submitted(), version=2, asked=tuple(RequestedDocument(code, code.upper()) for code in codes))


def test_a_paper_of_the_procedure_keeps_its_name_and_another_gets_a_code_of_its_own() -> None:
    assert requested_documents(submitted(), [BY_CODE, BY_NAME], DOCUMENTS) == [
        RequestedDocument("cccd", "Căn cước công dân", "Bản rõ"),
        RequestedDocument("bo-sung-2-2", "Đơn giải trình", None),
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


def test_no_paper_stands_twice() -> None:
    with pytest.raises(SupplementInvalid) as refused:
        requested_documents(submitted(), [BY_CODE, BY_CODE], DOCUMENTS)
    assert (refused.value.unnamed, refused.value.repeated) == ((), True)


def test_what_the_complete_request_left_out_is_never_asked_for() -> None:
    with pytest.raises(SupplementIncomplete) as refused:
        requested_documents(asked_before("bo-sung-1-1"), [DocumentDemand("bo-sung-1-1", None), BY_CODE], DOCUMENTS)
    assert [document.code for document in refused.value.added] == ["cccd"]
    assert requested_documents(asked_before("cccd"), [BY_CODE], DOCUMENTS)


def test_names_are_the_procedures_and_those_of_the_request() -> None:
    names = document_names(asked_before("bo-sung-1-1"), DOCUMENTS)
    assert names == {"cccd": "Căn cước công dân", "bo-sung-1-1": "BO-SUNG-1-1"}


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
        step(dossier.context, action, set(Actor)),
        at=NOON,
        by=CITIZEN,
        command_id=f"cmd_{dossier.version}",
        fingerprint="f",
        calendar=CALENDAR,
        data=data,
    )
