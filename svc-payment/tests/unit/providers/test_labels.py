"""Codes of providers and ledgers, as people read them."""

from datetime import UTC, datetime

import pytest

from svc_payment.domain.ledger import Entry, EntryType, bank_reference, cash_reference
from svc_payment.providers.labels import method_label, reference_label

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("type", "reference", "label"),
    [
        (EntryType.RECEIVED, cash_reference("21025", "bl 123"), "Biên lai số BL-123"),
        (EntryType.ALLOCATED, bank_reference("FT 1"), "Giao dịch ngân hàng số FT1"),
        (EntryType.SURPLUS, "240101_7", "Giao dịch số 240101_7"),
        (EntryType.REFUND_DUE, "rfd_1", "Yêu cầu hoàn tiền rfd_1"),
    ],
)
def test_a_reference_says_what_it_is_the_number_of(type: EntryType, reference: str, label: str) -> None:
    assert reference_label(Entry(type, 1, reference, NOW)) == label


@pytest.mark.parametrize(
    ("method", "label"),
    [
        (None, None),
        ("BANK", "Chuyển khoản ngân hàng"),
        ("MOMO_SANDBOX", "Ví MoMo (thử nghiệm)"),
        ("NEW_WALLET", "NEW_WALLET"),
    ],
)
def test_a_method_is_called_as_people_call_it(method: str | None, label: str | None) -> None:
    assert method_label(method) == label
