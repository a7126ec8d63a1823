"""What each answer of a provider means, code by code. A refused question is never a failed payment or refund: who took
it for one could give the same money back twice."""

from dataclasses import replace
from typing import Any

import pytest

from svc_payment.domain.payment import PaymentOutcome
from svc_payment.providers.port import RefundOutcome

from .adapters import NOW, REFERENCE, adapter, of_vnpay, payment, refunding

DONE, PENDING, FAILED = RefundOutcome.DONE, RefundOutcome.PENDING, RefundOutcome.FAILED
UNKNOWN, NOT_FOUND = RefundOutcome.UNKNOWN, RefundOutcome.NOT_FOUND


def zalopay(code: int, sub: int, **more: Any) -> dict[str, Any]:
    return {"return_code": code, "sub_return_code": sub, **more}


REFUNDS_ASKED_FOR: list[tuple[str, dict[str, Any], RefundOutcome]] = [
    ("zalo", {"err": 0, "data": {"returnCode": 1, "refundId": "R2"}}, DONE),
    ("zalo", {"returnCode": 2, "refundId": "R2"}, PENDING),
    ("zalo", {"err": 0, "data": {"returnCode": -1}}, FAILED),
    *(("zalo", {"err": err, "msg": "x"}, UNKNOWN) for err in (-2001, -2002, -2003, -2101, -2102, -2103, -2201)),
    ("zalo", {"err": -2003, "data": {"returnCode": -1}}, UNKNOWN),
    ("zalo", {"data": {"returnCode": "-1"}}, UNKNOWN),
    ("zalopay", zalopay(1, 1), DONE),
    ("zalopay", zalopay(3, 3), PENDING),
    ("zalopay", zalopay(2, -23), PENDING),
    *(("zalopay", zalopay(2, sub), FAILED) for sub in (-14, -24, -25, -26, -101)),
    *(("zalopay", zalopay(2, sub), UNKNOWN) for sub in (-13, -401, -402, -429, -500, -999, -1, 0, 7)),
    ("zalopay", zalopay(-401, -14), UNKNOWN),
    ("vnpay", of_vnpay("refund", "00", "00"), DONE),
    ("vnpay", of_vnpay("refund", "00", "05"), PENDING),
    ("vnpay", of_vnpay("refund", "00", "06"), PENDING),
    ("vnpay", of_vnpay("refund", "94", "00"), PENDING),
    ("vnpay", of_vnpay("refund", "00", "09"), FAILED),
    ("vnpay", of_vnpay("refund", "95"), FAILED),
    *(("vnpay", of_vnpay("refund", code), UNKNOWN) for code in ("02", "03", "91", "97", "99")),
    ("vnpay", {**of_vnpay("refund", "95"), "vnp_SecureHash": "0" * 128}, UNKNOWN),
    ("momo", {"resultCode": 0, "transId": 2}, DONE),
    *(("momo", {"resultCode": code}, PENDING) for code in (7000, 7002, 1080, 40, 41)),
    *(("momo", {"resultCode": code}, FAILED) for code in (1081, 1088)),
    *(("momo", {"resultCode": code}, UNKNOWN) for code in (10, 11, 42, 43, 99, 429, 1001, 11007, "1081", None)),
]
REFUNDS_ASKED_AFTER: list[tuple[str, dict[str, Any], RefundOutcome]] = [
    ("zalo", {"err": 0, "data": {"returnCode": 1}}, DONE),
    ("zalo", {"err": 0, "data": {"returnCode": 3}}, PENDING),
    ("zalo", {"err": 0, "data": {"returnCode": -1}}, FAILED),
    *(("zalo", {"err": err, "msg": "x"}, UNKNOWN) for err in (-2001, -2003, -2101, -2103)),
    ("zalopay", zalopay(1, 1), DONE),
    ("zalopay", zalopay(3, -1), PENDING),
    ("zalopay", zalopay(2, 0), FAILED),
    ("zalopay", zalopay(2, -32), FAILED),
    ("zalopay", zalopay(2, -101), NOT_FOUND),
    *(("zalopay", zalopay(2, sub), UNKNOWN) for sub in (-13, -14, -401, -402, -429, -500, -999, -16, 2)),
    ("vnpay", of_vnpay("querydr", "00", "00", vnp_TransactionType="03", vnp_Amount="2000000"), DONE),
    ("vnpay", of_vnpay("querydr", "00", "09", vnp_TransactionType="03", vnp_Amount="2000000"), FAILED),
    ("vnpay", of_vnpay("querydr", "00", "09", vnp_TransactionType="03"), PENDING),
    ("vnpay", of_vnpay("querydr", "00", "00"), PENDING),
    ("vnpay", of_vnpay("querydr", "97", "09", vnp_TransactionType="03", vnp_Amount="2000000"), PENDING),
    ("momo", {"resultCode": 0}, DONE),
    ("momo", {"resultCode": 1081}, FAILED),
    ("momo", {"resultCode": 42}, NOT_FOUND),
    *(("momo", {"resultCode": code}, UNKNOWN) for code in (10, 12, 429, 11007)),
]
PAYMENTS: list[tuple[str, dict[str, Any], PaymentOutcome]] = [
    ("zalo", {"err": 0, "data": {"returnCode": -1}}, PaymentOutcome.FAILED),
    ("zalo", {"err": -2003, "data": {"returnCode": -1}}, PaymentOutcome.UNKNOWN),
    ("zalo", {"err": -2101, "msg": "mac"}, PaymentOutcome.UNKNOWN),
    ("zalopay", zalopay(2, -54), PaymentOutcome.EXPIRED),
    *(
        ("zalopay", zalopay(2, sub), PaymentOutcome.FAILED)
        for sub in (-63, -217, -332, -333, -1330, -1333, -1340, -1343)
    ),
    *(
        ("zalopay", zalopay(2, sub), PaymentOutcome.UNKNOWN)
        for sub in (-92, -101, -401, -402, -429, -500, -999, -1334, 2)
    ),
    ("zalopay", zalopay(-402, 0), PaymentOutcome.UNKNOWN),
    ("vnpay", of_vnpay("querydr", "00", "00"), PaymentOutcome.PAID),
    ("vnpay", of_vnpay("querydr", "00", "01"), PaymentOutcome.PENDING),
    ("vnpay", of_vnpay("querydr", "00", "02"), PaymentOutcome.FAILED),
    ("vnpay", of_vnpay("querydr", "00", "07"), PaymentOutcome.DOUBTED),
    ("vnpay", of_vnpay("querydr", "00", "04"), PaymentOutcome.DOUBTED),
    *(("vnpay", of_vnpay("querydr", "00", status), PaymentOutcome.UNKNOWN) for status in ("05", "06", "09", "77")),
    ("vnpay", of_vnpay("querydr", "00", "00", vnp_TransactionType="03"), PaymentOutcome.UNKNOWN),
    ("vnpay", of_vnpay("querydr", "97", "02"), PaymentOutcome.UNKNOWN),
    ("momo", {"resultCode": 1001, "orderId": REFERENCE}, PaymentOutcome.FAILED),
    ("momo", {"resultCode": 1005, "orderId": REFERENCE}, PaymentOutcome.EXPIRED),
    *(("momo", {"resultCode": code, "orderId": REFERENCE}, PaymentOutcome.UNKNOWN) for code in (10, 12, 429, 11007)),
]


@pytest.mark.parametrize(("provider", "answer", "expected"), REFUNDS_ASKED_FOR)
async def test_what_the_answer_to_a_refund_means(
    provider: str, answer: dict[str, Any], expected: RefundOutcome
) -> None:
    assert (await adapter(provider, answer).refund(*refunding(), NOW)).outcome is expected


@pytest.mark.parametrize(("provider", "answer", "expected"), REFUNDS_ASKED_AFTER)
async def test_what_the_answer_to_a_question_about_a_refund_means(
    provider: str, answer: dict[str, Any], expected: RefundOutcome
) -> None:
    found = (await adapter(provider, answer).query_refund(*refunding(), NOW)).outcome
    assert found is expected
    assert found is not FAILED or expected is FAILED


@pytest.mark.parametrize(("provider", "answer", "expected"), PAYMENTS)
async def test_what_the_answer_to_a_question_about_a_payment_means(
    provider: str, answer: dict[str, Any], expected: PaymentOutcome
) -> None:
    assert (await adapter(provider, answer).query(payment(), NOW)).outcome is expected


async def test_a_doubt_of_vnpay_tells_which_money_it_is_about() -> None:
    report = await adapter("vnpay", of_vnpay("querydr", "00", "07")).query(payment(), NOW)
    assert (report.amount, report.transaction) == (50_000, "14226112")
    unnumbered = of_vnpay("querydr", "00", "07", vnp_TransactionNo="0")
    report = await adapter("vnpay", unnumbered).query(payment(), NOW)
    assert (report.outcome, report.amount, report.transaction) == (PaymentOutcome.DOUBTED, None, None)


async def test_of_two_refunds_vnpay_may_speak_of_the_other() -> None:
    """``querydr`` names no refund of ours: an earlier one of the same amount is not taken for this one."""
    said = of_vnpay("querydr", "00", "00", vnp_TransactionType="03", vnp_Amount="2000000")
    paid, refund = refunding()
    earlier = replace(refund, id="rfd_earlier")
    both = replace(paid, refunds=(earlier, refund))
    assert (await adapter("vnpay", said).query_refund(both, refund, NOW)).outcome is PENDING
    named = replace(refund, provider_reference="14226112")
    assert (await adapter("vnpay", said).query_refund(both, named, NOW)).outcome is DONE
