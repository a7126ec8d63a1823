"""Amounts as a person says them."""

import pytest

from svc_payment.domain.amount_in_words import amount_in_words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "không đồng"),
        (5, "năm đồng"),
        (15, "mười lăm đồng"),
        (21, "hai mươi mốt đồng"),
        (105, "một trăm lẻ năm đồng"),
        (8_000, "tám nghìn đồng"),
        (1_250_000, "một triệu hai trăm năm mươi nghìn đồng"),
        (2_005_001, "hai triệu không trăm lẻ năm nghìn không trăm lẻ một đồng"),
        (10**12, "một nghìn tỷ đồng"),
        (3_000_000_010, "ba tỷ không trăm mười đồng"),
    ],
)
def test_amounts(amount: int, words: str) -> None:
    assert amount_in_words(amount) == words
