"""Zalo's contract, byte for byte where it gives bytes."""

import pytest

from gateway.api.zalo_problems import zalo_problem
from gateway.domain.console_login import code_challenge
from gateway.zalo.errors import KINDS, ZaloErrorKind, ZaloRefused, kind_of
from gateway.zalo.graph import appsecret_proof
from shared.problem import problem_of


def test_appsecret_proof_of_the_contract() -> None:
    expected = "b34334ec26e39aeb33f878edd3478e88717532125db303ef4c67a4059e588cb7"
    assert appsecret_proof("demo-user-access-token", "demo-app-secret") == expected


def test_pkce_challenge_of_the_contract() -> None:
    challenge = code_challenge("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")
    assert challenge == "fR4ifSAEy-7Mu6g7FHZulPKrtjqdAnUCwRFAJt2JFsA"


def test_every_documented_code_has_a_kind() -> None:
    documented = {100, 110, 111, 112, 114, 115, 116, 117, 118, 119, 210, 452, 2500, 10000, 10002, 11004}
    documented |= {12000, 12002, 12003, 12004, 12010, -501}
    assert documented <= set(KINDS)


@pytest.mark.parametrize(
    ("code", "status", "retry_after"),
    [
        (452, 401, None),
        (115, 422, None),
        (119, 422, None),
        (118, 422, None),
        (117, 502, None),
        (-501, 502, None),
        (11004, 502, None),
        (-242, 502, None),
        (12000, 503, "60"),
        (10000, 503, "5"),
        (-14014, 422, None),
        (-14003, 502, None),
        (987654, 502, None),
    ],
)
def test_what_the_citizen_is_told(code: int, status: int, retry_after: str | None) -> None:
    problem = problem_of(zalo_problem(ZaloRefused("graph.me", kind_of(code), code)))
    assert problem.status == status
    assert problem.headers.get("Retry-After") == retry_after


@pytest.mark.parametrize("kind", ZaloErrorKind)
def test_every_kind_has_an_answer_in_vietnamese(kind: ZaloErrorKind) -> None:
    problem = zalo_problem(ZaloRefused("graph.me", kind))
    assert not problem.detail.isascii()
