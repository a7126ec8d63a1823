import pytest

from shared.reasons import ReasonText, parse_reasons

REASON = {"code": "spam", "label": "Không nghiêm túc", "text": "Nội dung không phải là phản ánh."}


def test_a_reason_is_found_by_action_and_code() -> None:
    assert parse_reasons({"refuse": [REASON]}, {"refuse", "refer"}) == {"refuse": {"spam": ReasonText(**REASON)}}


def test_reasons_of_an_action_that_does_not_exist_stop_the_start() -> None:
    with pytest.raises(ValueError, match=r"refus$"):
        parse_reasons({"refus": [REASON]}, {"refuse"})
