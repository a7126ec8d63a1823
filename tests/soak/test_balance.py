"""The books themselves: what they must notice."""

from typing import Any

import pytest

from tests.soak.balance import balance_of


def message(dossier: str, state: str = "accepted", *attempts: dict[str, Any]) -> dict[str, Any]:
    return {"_id": f"msg_{dossier}", "subject_id": dossier, "state": state, "attempts": list(attempts)}


def test_books_in_order() -> None:
    messages = [message("a"), message("b", "inbox_only"), message("c", "undeliverable"), message("d", "deferred")]
    balance = balance_of(["a", "b"], {"a", "b", "c", "d"}, messages, {"msg_a": 1})
    assert not balance.faults
    assert str(balance).startswith("planned 4 = sent 1 + skipped 1 + failed 1 + open 1;")


@pytest.mark.parametrize(
    "attempt", [{}, {"outcome": "uncertain"}, {"outcome": "server_error", "code": 502}], ids=["lost", "silent", "5xx"]
)
def test_a_second_message_within_the_stated_window_is_no_fault(attempt: dict[str, Any]) -> None:
    sent = message("a", "accepted", attempt, {"outcome": "accepted", "code": 0})
    assert not balance_of(["a"], {"a"}, [sent], {"msg_a": 2}).faults
    assert balance_of(["a"], {"a"}, [sent], {"msg_a": 3}).faults


@pytest.mark.parametrize(
    ("acknowledged", "dossiers", "messages", "taken", "fault"),
    [
        (["a"], set(), [], {}, "not stored"),
        (["a", "a"], {"a"}, [message("a")], {"msg_a": 1}, "acknowledged twice"),
        (["a"], {"a"}, [], {}, "without a message"),
        (["a"], {"a"}, [message("a"), message("a") | {"_id": "msg_2"}], {"msg_a": 1, "msg_2": 1}, "more than one"),
        (["a"], {"a"}, [message("a", "lost")], {}, "a state that is none"),
        (["a"], {"a"}, [message("a")], {}, "Zalo does not have"),
        (["a"], {"a"}, [message("a")], {"msg_a": 1, "msg_x": 1}, "not ours"),
        (["a"], {"a"}, [message("a", "accepted", {"outcome": "throttled"})], {"msg_a": 2}, "outside the stated window"),
        (["a"], {"a"}, [message("a", "accepted", {"outcome": "unavailable"})], {"msg_a": 2}, "outside"),
    ],
)
def test_what_is_out_of_order_is_named(
    acknowledged: list[str], dossiers: set[str], messages: list[Any], taken: dict[str, int], fault: str
) -> None:
    [found] = balance_of(acknowledged, dossiers, messages, taken).faults
    assert fault in found
