"""Routing, merging, publication, flooding, codes and suggestions."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.reference.answering_agencies import read_answering_agencies
from svc_feedback.catalogue.categories import load_catalogue
from svc_feedback.catalogue.routing import shipped_rules
from svc_feedback.domain.flooding import REPORTS, free_again
from svc_feedback.domain.publication import PublicationRefusal, PublicationRefused, PublicText, check_publication
from svc_feedback.domain.report_code import ALPHABET, REPORT, code_of, is_code
from svc_feedback.domain.report_states import State
from svc_feedback.domain.routing import (
    COMMUNE_ITSELF,
    ContradictoryRules,
    RoutingFault,
    RoutingRule,
    check_rules,
    route,
)
from svc_feedback.domain.suggestions import best_matches
from svc_feedback.domain.support import SupportRefusal, SupportRefused, check_supportable

CATALOGUE = load_catalogue()
AGENCIES = frozenset(read_answering_agencies())
POTHOLE, LEAK, FIRE = (CATALOGUE.categories[code] for code in ("o-ga-mat-duong", "vo-ong-nuoc", "chay-no"))
STAFF = CATALOGUE.categories["thai-do-can-bo"]
NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)


def test_the_most_specific_rule_wins() -> None:
    rules = [
        RoutingRule(None, None, "van-phong-ubnd-tinh"),
        RoutingRule(None, "21025", COMMUNE_ITSELF),
        RoutingRule("giao-thong", None, "so-xay-dung"),
        RoutingRule("giao-thong", "21028", "21028"),
        RoutingRule("o-ga-mat-duong", None, "21025"),
    ]
    assert route(rules, POTHOLE, "21028") == "21025"
    assert route(rules[:4], POTHOLE, "21028") == "21028"
    assert route(rules[:3], POTHOLE, "21025") == "so-xay-dung"
    assert route(rules[:2], POTHOLE, "21025") == "21025"
    assert route(rules[:2], POTHOLE, None) == "van-phong-ubnd-tinh"


def test_without_a_commune_nobody_is_guessed() -> None:
    assert route([RoutingRule(None, None, COMMUNE_ITSELF)], POTHOLE, None) is None


def test_the_shipped_rules_hold_together_and_send_every_category_somewhere() -> None:
    check_rules(shipped_rules(), CATALOGUE.subjects, AGENCIES, AGENCIES)
    for category in CATALOGUE.categories.values():
        assert route(shipped_rules(), category, "21025") in AGENCIES
    assert route(shipped_rules(), LEAK, "21025") == "cong-ty-cap-thoat-nuoc"


DEFAULT = RoutingRule(None, None, "21025")


@pytest.mark.parametrize(
    ("rules", "fault", "position"),
    [
        ([], RoutingFault.NO_DEFAULT, None),
        ([DEFAULT, DEFAULT], RoutingFault.TWICE, 1),
        ([DEFAULT, RoutingRule("nowhere", None, "21025")], RoutingFault.UNKNOWN_SUBJECT, 1),
        ([DEFAULT, RoutingRule(None, "99999", "21025")], RoutingFault.UNKNOWN_COMMUNE, 1),
        ([RoutingRule(None, None, "nobody")], RoutingFault.UNKNOWN_AGENCY, 0),
        ([DEFAULT] * 2001, RoutingFault.TOO_MANY, None),
    ],
)
def test_rules_that_contradict_themselves(rules: list[RoutingRule], fault: RoutingFault, position: int | None) -> None:
    with pytest.raises(ContradictoryRules) as refused:
        check_rules(rules, CATALOGUE.subjects, AGENCIES, AGENCIES)
    assert (refused.value.reason, refused.value.position) == (fault, position)


def shown(*files: str, checked: bool = True) -> PublicText:
    return PublicText("Ổ gà", "Ổ gà lớn", "Đã vá", files, checked)


@pytest.mark.parametrize(
    ("category", "changed", "refusal"),
    [
        (POTHOLE, {}, None),
        (POTHOLE, {"may_publish": False}, PublicationRefusal.NO_CONSENT),
        (POTHOLE, {"state": State.WAITING_TRIAGE}, PublicationRefusal.NOT_IN_THIS_STATE),
        (POTHOLE, {"state": State.WITHDRAWN}, PublicationRefusal.NOT_IN_THIS_STATE),
        (POTHOLE, {"shown": shown("fil_1", checked=False)}, PublicationRefusal.PICTURES_NOT_CHECKED),
        (POTHOLE, {"shown": shown("fil_9")}, PublicationRefusal.FOREIGN_FILE),
        (FIRE, {}, PublicationRefusal.GUARDED),
        (FIRE, {"with_approval": False}, None),
        (STAFF, {"with_approval": False}, PublicationRefusal.ABOUT_STAFF),
    ],
)
def test_what_may_be_published(category, changed, refusal: PublicationRefusal | None) -> None:
    asked = {"state": State.RESOLVED, "may_publish": True, "with_approval": True, "shown": shown("fil_1"), **changed}
    text, state = asked.pop("shown"), asked.pop("state")
    if refusal is None:
        check_publication(text, category, state, files=["fil_1"], **asked)
        return
    with pytest.raises(PublicationRefused) as refused:
        check_publication(text, category, state, files=["fil_1"], **asked)
    assert refused.value.reason is refusal


@pytest.mark.parametrize(
    ("category", "state", "author", "refusal"),
    [
        (POTHOLE, State.IN_PROGRESS, "cit_a", None),
        (POTHOLE, State.IN_PROGRESS, None, None),
        (POTHOLE, State.IN_PROGRESS, "cit_me", SupportRefusal.OWN_REPORT),
        (POTHOLE, State.RESOLVED, "cit_a", SupportRefusal.NOT_OPEN),
        (STAFF, State.IN_PROGRESS, "cit_a", SupportRefusal.PRIVATE),
    ],
)
def test_whose_report_may_be_joined(category, state, author, refusal: SupportRefusal | None) -> None:
    if refusal is None:
        check_supportable(state, category, author, "cit_me")
        return
    with pytest.raises(SupportRefused) as refused:
        check_supportable(state, category, author, "cit_me")
    assert refused.value.reason is refusal


def test_a_flood_waits_and_honest_people_do_not() -> None:
    few, burst = [NOW - timedelta(minutes=1)] * 2, [NOW - timedelta(minutes=m) for m in (1, 2, 3)]
    assert free_again(few, REPORTS, NOW) is None
    assert free_again(burst, REPORTS, NOW) == NOW + timedelta(minutes=7)
    day = [NOW - timedelta(hours=1 + hour) for hour in range(15)]
    assert free_again(day, REPORTS, NOW) == NOW + timedelta(hours=9)


@given(st.integers(0, 25**9 - 1), st.integers(0, 8), st.sampled_from(ALPHABET))
def test_a_wrong_character_of_a_code_is_noticed(number: int, position: int, wrong: str) -> None:
    code = code_of(REPORT, number)
    assert is_code(code)
    places = [index for index, character in enumerate(code) if index > 2 and character != "-"]
    index = places[position]
    changed = code[:index] + wrong + code[index + 1 :]
    assert is_code(changed) is (changed == code)


@given(st.integers(0, 25**9 - 1), st.integers(0, 7))
def test_two_characters_exchanged_are_noticed(number: int, position: int) -> None:
    code = list(code_of(REPORT, number))
    places = [index for index, character in enumerate(code) if index > 2 and character != "-"]
    one, other = places[position], places[position + 1]
    code[one], code[other] = code[other], code[one]
    assert is_code("".join(code)) is (code[one] == code[other])


def test_an_answer_is_suggested_by_its_telling_words() -> None:
    candidates = {
        "marriage": {"dang", "ky", "ket", "hon", "can", "giay", "to", "gi"},
        "birth": {"dang", "ky", "khai", "sinh", "cho", "con"},
        "land": {"cap", "so", "do", "dat"},
    }
    found = best_matches(["toi", "muon", "dang", "ky", "ket", "hon", "can", "gi"], candidates)
    assert found[0].question_id == "marriage"
    assert "land" not in [match.question_id for match in found]
    assert best_matches(["toi", "xin", "hoi"], candidates) == []
