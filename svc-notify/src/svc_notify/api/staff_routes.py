"""What staff see of sending: the messages of a dossier with every call and reason, and what reached nobody on a day."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from shared.clock import VIETNAM, Clock
from shared.idempotency import IdempotentCommand
from shared.identity import Caller, staff_with
from shared.mongo import Document
from shared.web import api_router
from svc_notify.domain.message import State
from svc_notify.domain.reasons import Reason
from svc_notify.store.staff_messages import StaffMessages
from svc_notify.store.zalo_facts import ZaloFacts
from svc_notify.use_cases.resend_message import ResendMessage

Administrator = Annotated[Caller, staff_with("administrator")]
Day = Annotated[date | None, Query(ge=date(2020, 1, 1), le=date(2100, 1, 1))]
DossierId = Annotated[str, Query(pattern=r"^dos_[0-9A-Za-z]{1,40}$")]


class ShownAttempt(BaseModel):
    """``outcome`` is ``None`` while the call is open, or for ever when nobody recorded its answer."""

    channel: str
    begun_at: datetime
    outcome: str | None
    code: int | None
    duration_ms: int | None


class ShownResend(BaseModel):
    by: str
    at: datetime


class StaffMessage(BaseModel):
    id: str
    dossier_id: str
    milestone: str
    title: str
    at: datetime
    state: State
    reason: Reason | None
    explanation: str | None
    due_at: datetime | None
    delivered_at: datetime | None
    seen_at: datetime | None
    read_in_app: bool
    attempts: list[ShownAttempt]
    resends: list[ShownResend]


class StaffMessageList(BaseModel):
    items: list[StaffMessage]


class UndeliverableRow(BaseModel):
    reason: Reason
    explanation: str
    milestone: str
    count: int


class Undeliverable(BaseModel):
    day: date
    total: int
    items: list[UndeliverableRow]


class ShownFact(BaseModel):
    name: str
    before: str | None
    after: str | None
    at: datetime


class Facts(BaseModel):
    items: list[ShownFact]


def staff_routes(messages: StaffMessages, facts: ZaloFacts, resend: ResendMessage, clock: Clock) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Theo dõi tin gửi"])

    @router.get("/messages", summary="Tin của một hồ sơ, với từng lần gửi và lý do")
    async def of_dossier(_: Administrator, dossier_id: DossierId) -> StaffMessageList:
        return StaffMessageList(items=[_shown(one) for one in await messages.of_dossier(dossier_id)])

    @router.post("/messages/{message_id}/resend", summary="Gửi lại tin chưa đến được người dân")
    async def send_again(officer: Administrator, message_id: str, command: IdempotentCommand) -> StaffMessage:
        return _shown(await resend(message_id, officer.id, command))

    @router.get("/undeliverable-messages", summary="Tin không gửi được trong một ngày, theo lý do")
    async def undeliverable(_: Administrator, day: Day = None) -> Undeliverable:
        asked = day or clock.now().astimezone(VIETNAM).date()
        begins = datetime.combine(asked, time(), VIETNAM).astimezone(UTC)
        rows = [
            UndeliverableRow(reason=reason, explanation=reason.explanation, milestone=milestone, count=count)
            for reason, milestone, count in await messages.undeliverable(begins, begins + timedelta(days=1))
        ]
        return Undeliverable(day=asked, total=sum(row.count for row in rows), items=rows)

    @router.get("/zalo-changes", summary="Trạng thái mẫu tin và hạn mức Zalo đã báo")
    async def zalo_changes(_: Administrator) -> Facts:
        return Facts(items=[ShownFact(**{**vars(fact), "at": _local(fact.at)}) for fact in await facts.all()])

    return router


def _shown(document: Document) -> StaffMessage:
    reason = Reason(document["reason"]) if "reason" in document else None
    return StaffMessage(
        id=document["_id"],
        dossier_id=document["dossier_id"],
        milestone=document["milestone"],
        title=document["title"],
        at=document["at"].astimezone(VIETNAM),
        state=State(document["state"]),
        reason=reason,
        explanation=reason.explanation if reason else None,
        due_at=_local(document.get("due_at")),
        delivered_at=_local(document.get("delivered_at")),
        seen_at=_local(document.get("seen_at")),
        read_in_app="read_at" in document,
        attempts=[
            ShownAttempt(
                channel=row["channel"],
                begun_at=row["begun_at"].astimezone(VIETNAM),
                outcome=row.get("outcome"),
                code=row.get("code"),
                duration_ms=row.get("duration_ms"),
            )
            for row in document["attempts"]
        ],
        resends=[ShownResend(by=row["by"], at=row["at"].astimezone(VIETNAM)) for row in document.get("resends", [])],
    )


def _local(at: datetime | None) -> datetime | None:
    return at.astimezone(VIETNAM) if at else None
