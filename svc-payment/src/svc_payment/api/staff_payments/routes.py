"""Payments that need an officer: held money, refunds, references to invoices."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.access_log import RecordAccess
from shared.clock import Clock
from shared.errors import NotFound
from shared.etag import etag
from shared.idempotency import IdempotentCommand, replay
from shared.identity import Caller
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_payment.api.offers import ASKING, REFUND_STEPS
from svc_payment.api.officers import (
    ACCOUNTANT,
    APPROVER,
    PAYMENT_OFFICER,
    Approver,
    PaymentOfficer,
    PaymentReader,
    RefundAsker,
    RefundOfficer,
    RefundPayer,
    acting,
    collected_for,
    units,
)
from svc_payment.api.staff_payments.requests import (
    Confirmation,
    DoubtConclusion,
    Invoice,
    NewRefund,
    ProviderRecord,
    Rejection,
)
from svc_payment.api.staff_payments.responses import StaffPayment, StaffPaymentPage
from svc_payment.api.staff_payments.shown import ShownPayments
from svc_payment.domain.payment import Payment
from svc_payment.domain.refund import RefundAction
from svc_payment.store.payments import Payments, Reach
from svc_payment.use_cases.attach_invoice import AttachInvoice
from svc_payment.use_cases.conclude_doubt import ConcludeDoubt
from svc_payment.use_cases.release_payment import ReleasePayment
from svc_payment.use_cases.request_refund import RequestRefund
from svc_payment.use_cases.step_refund import StepRefund

ALL = (PAYMENT_OFFICER, ACCOUNTANT, APPROVER)
UnsettledQuery = Annotated[
    bool, Query(description="Chỉ những khoản chưa rõ kết quả hoặc chưa ghi vào phiếu thu, chờ lâu nhất trước")
]

DECISIONS = {
    RefundAction.APPROVE: "Người yêu cầu không được tự duyệt.",
    RefundAction.HAND_OVER: "Khi đơn vị thanh toán không hoàn được.",
}


def staff_payment_routes(
    payments: Payments,
    views: ShownPayments,
    release: ReleasePayment,
    conclude: ConcludeDoubt,
    attach_invoice: AttachInvoice,
    request_refund: RequestRefund,
    step_refund: StepRefund,
    record_access: RecordAccess,
    clock: Clock,
) -> APIRouter:
    router = api_router(prefix="/v1/staff/payments", tags=["Cán bộ thanh toán"])

    async def shown(payment: Payment, officer: Caller) -> StaffPayment:
        return await views.one(payment, officer)

    @router.get(
        "",
        summary="Khoản thanh toán cần xử lý",
        description="Những khoản đang bị giữ, hoặc có yêu cầu hoàn tiền chờ duyệt, chờ hoàn bằng tay hay bị từ chối. "
        "Với `unsettled` là những khoản quá hạn mà chưa rõ kết quả, hoặc tiền đã đến mà chưa ghi vào phiếu thu.",
        response_model=StaffPaymentPage,
    )
    async def list_open(officer: PaymentOfficer, page: PageQuery, unsettled: UnsettledQuery = False) -> Response:
        payees = units(officer, *ALL)
        if unsettled:
            late = await payments.unsettled(payees, clock.now(), position(page, datetime, str), page.limit + 1)
            result = page_of(late, page.limit, lambda last: encode_cursor(last.unsettled_since, last.id))
        else:
            after = position(page, str)
            found = await payments.for_officers(payees, after[0] if after else None, page.limit + 1)
            result = page_of(found, page.limit, lambda last: encode_cursor(last.id))
        return typed_response(StaffPaymentPage(items=await views.seen(result["items"], officer), next=result["next"]))

    @router.get(
        "/{payment_id}",
        summary="Một khoản thanh toán với sổ cái",
        description="Mọi lần tiền vào, phân bổ và hoàn lại; mỗi lần xem được ghi vào nhật ký truy cập. Cán bộ thu tiền "
        "tại quầy xem được những khoản đã thu tiền mặt của đơn vị mình.",
        response_model=StaffPayment,
    )
    async def show(payment_id: str, officer: PaymentReader) -> Response:
        payment = await payments.within(payment_id, Reach(units(officer, *ALL), collected_for(officer)))
        if payment is None:
            raise NotFound("Không tìm thấy khoản thanh toán này.")
        await record_access(officer, "payment", [payment.id], masked=views.masked(officer))
        return typed_response(await shown(payment, officer), headers={"ETag": etag(payment.version)})

    @router.post(
        "/{payment_id}/release",
        summary="Ghi nhận khoản đang bị giữ",
        description="Khi hai cán bộ cùng xác nhận: tiền đã nhận được ghi vào phiếu thu, phần thừa thành yêu cầu hoàn "
        "tiền.",
        response_model=StaffPayment,
    )
    async def released(payment_id: str, officer: RefundOfficer) -> Response:
        return typed_response(await shown(await release(payment_id, units(officer, *ASKING), acting(officer)), officer))

    @router.post(
        "/{payment_id}/conclusion",
        summary="Kết luận khoản mà đơn vị thanh toán nghi ngờ",
        description="Theo xác nhận của đơn vị thanh toán: tiền được ghi nhận với số tiền và mã giao dịch mà đơn vị đã "
        "báo, khi hai cán bộ cùng xác nhận; hoặc người nộp đã được trả lại tiền.",
        response_model=StaffPayment,
    )
    async def concluded(payment_id: str, officer: RefundOfficer, body: DoubtConclusion) -> Response:
        asking = units(officer, *ASKING)
        return typed_response(
            await shown(await conclude(payment_id, asking, acting(officer), body.conclusion()), officer)
        )

    @router.put(
        "/{payment_id}/invoice",
        summary="Ghi hóa đơn, biên lai điện tử của đơn vị thu",
        description="Hiện trên biên nhận của người nộp, nên chỉ ghi được khi đã có biên nhận; ngày lập không trước "
        "ngày nộp tiền và không sau hôm nay. Ghi lại thì lần trước vẫn còn trong quá trình xử lý.",
        response_model=StaffPayment,
    )
    async def invoiced(payment_id: str, officer: RefundOfficer, body: Invoice) -> Response:
        payees, invoice = units(officer, *ASKING), body.model_dump(mode="json")
        return typed_response(await shown(await attach_invoice(payment_id, payees, acting(officer), invoice), officer))

    @router.post(
        "/{payment_id}/refunds",
        summary="Yêu cầu hoàn tiền",
        description="Trong phạm vi số tiền đơn vị thu đang có của khoản này; người khác phải duyệt. Khoản đã hoàn "
        "ngoài hệ thống thì ghi kèm made_as để chỉ ghi sổ. Cán bộ thu tiền tại quầy yêu cầu được với khoản đã thu tiền "
        "mặt.",
        status_code=201,
        response_model=StaffPayment,
    )
    async def refund(payment_id: str, officer: RefundAsker, command: IdempotentCommand, body: NewRefund) -> Response:
        reach = Reach(units(officer, *ASKING), collected_for(officer))
        outcome = await request_refund(
            payment_id, reach, acting(officer), command, body.amount, body.reason, body.made_as
        )
        return typed_response(await shown(outcome.value, officer), 201, replay(outcome.replayed))

    @router.post(
        "/{payment_id}/refunds/{refund_id}/confirmation",
        summary="Xác nhận đã hoàn tiền bằng tay",
        description="Kèm mã giao dịch của ngân hàng, hoặc số phiếu chi khi trả lại tiền mặt. Người nộp được báo. "
        "Tiền mặt do nơi đã thu trả lại và xác nhận.",
        response_model=StaffPayment,
    )
    async def confirmed(payment_id: str, refund_id: str, officer: RefundPayer, body: Confirmation) -> Response:
        payment = await step_refund(
            payment_id,
            refund_id,
            RefundAction.CONFIRM,
            by=acting(officer),
            reach=Reach(units(officer, APPROVER), collected_for(officer)),
            provider_reference=body.bank_reference,
        )
        return typed_response(await shown(payment, officer))

    @router.post(
        "/{payment_id}/refunds/{refund_id}/retry",
        summary=REFUND_STEPS[RefundAction.TRY_AGAIN].label,
        description="Sau khi bị từ chối, hoặc khi đơn vị thanh toán xác nhận chưa hoàn; người khác phải duyệt rồi mới "
        "gửi lại, để không hoàn hai lần.",
        response_model=StaffPayment,
    )
    async def retried(payment_id: str, refund_id: str, officer: Approver, body: ProviderRecord) -> Response:
        payment = await step_refund(
            payment_id,
            refund_id,
            RefundAction.TRY_AGAIN,
            by=acting(officer),
            reach=Reach(units(officer, APPROVER)),
            provider_record=body.provider_record,
        )
        return typed_response(await shown(payment, officer))

    @router.post(
        "/{payment_id}/refunds/{refund_id}/rejection",
        summary=REFUND_STEPS[RefundAction.REJECT].label,
        description="Tiền nộp thừa thì không thể từ chối hoàn; yêu cầu hoàn lại bị từ chối thì chuyển sang hoàn thủ "
        "công.",
        response_model=StaffPayment,
    )
    async def rejected(payment_id: str, refund_id: str, officer: Approver, body: Rejection) -> Response:
        reach = Reach(units(officer, APPROVER))
        payment = await step_refund(
            payment_id, refund_id, RefundAction.REJECT, by=acting(officer), reach=reach, remark=body.reason
        )
        return typed_response(await shown(payment, officer))

    def add_decision(path: str, action: RefundAction, summary: str, description: str) -> None:
        @router.post(
            f"/{{payment_id}}/refunds/{{refund_id}}/{path}",
            name=path,
            summary=summary,
            description=description,
            response_model=StaffPayment,
        )
        async def decide(payment_id: str, refund_id: str, officer: Approver) -> Response:
            return typed_response(await shown(await _step(officer, payment_id, refund_id, action), officer))

    async def _step(officer: Caller, payment_id: str, refund_id: str, action: RefundAction) -> Payment:
        return await step_refund(
            payment_id, refund_id, action, by=acting(officer), reach=Reach(units(officer, APPROVER))
        )

    for action, description in DECISIONS.items():
        add_decision(REFUND_STEPS[action].path, action, REFUND_STEPS[action].label, description)
    return router
