"""Broadcasts: written by one officer, approved by another, stopped by any of them with one press."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field, StringConstraints, model_validator
from starlette.responses import Response

from shared.clock import VIETNAM
from shared.errors import NotFound
from shared.etag import RequiredIfMatch, etag
from shared.idempotency import REPLAY_HEADER, IdempotentCommand
from shared.identity import Caller, staff_with
from shared.pagination import PageQuery, decode_cursor, encode_cursor
from shared.web import Moment, NfcStr, StrictModel, api_router
from svc_notify.domain.broadcast import (
    COMMUNES_AT_MOST,
    Action,
    Audience,
    Broadcast,
    Content,
    Entry,
    Kind,
    Progress,
    Reach,
    State,
)
from svc_notify.domain.message import OPEN
from svc_notify.domain.message import State as MessageState
from svc_notify.domain.reasons import Reason
from svc_notify.store.audiences import Audiences
from svc_notify.store.broadcast_messages import BroadcastMessages, Counted
from svc_notify.store.broadcasts import Broadcasts
from svc_notify.use_cases.move_broadcast import MoveBroadcast
from svc_notify.use_cases.write_broadcast import WriteBroadcast

WRITER, APPROVER, ADMINISTRATOR = "broadcaster", "broadcast_approver", "administrator"

Writer = Annotated[Caller, staff_with(WRITER)]
Approver = Annotated[Caller, staff_with(APPROVER)]
Either = Annotated[Caller, staff_with(WRITER, APPROVER)]
Viewer = Annotated[Caller, staff_with(WRITER, APPROVER, ADMINISTRATOR)]

Id = Annotated[str, Path(alias="id", pattern=r"^brd_[0-9A-Za-z]{1,40}$")]
Line = Annotated[NfcStr, Field(min_length=3, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
Text = Annotated[NfcStr, Field(min_length=10, max_length=1_000, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""One paragraph: it goes into a parameter of a template, which is one line."""
Commune = Annotated[str, StringConstraints(pattern=r"^\d{5}$")]


class AudienceIn(StrictModel):
    """``communes`` names whose news citizens asked for, with ``reach`` ``communes`` only."""

    reach: Annotated[Reach, Field(strict=False)]
    communes: Annotated[list[Commune], Field(max_length=COMMUNES_AT_MOST)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _communes_when_meant(self) -> "AudienceIn":
        if (self.reach is Reach.COMMUNES) != bool(self.communes):
            raise ValueError("Danh sách xã, phường chỉ dùng, và phải có, khi gửi theo xã, phường.")
        return self


class BroadcastIn(StrictModel):
    """``send_from``: không gửi trước giờ này; bỏ trống là gửi ngay khi được duyệt."""

    kind: Annotated[Kind, Field(strict=False)]
    issuer: Line
    subject: Line
    text: Text
    audience: AudienceIn
    rate_per_minute: Annotated[int, Field(ge=1, le=60_000)] = 2_000
    send_from: Moment | None = None

    def content(self) -> Content:
        send_from = self.send_from.replace(microsecond=0) if self.send_from else None
        audience = Audience(self.audience.reach, tuple(sorted(set(self.audience.communes))))
        return Content(self.kind, self.issuer, self.subject, self.text, audience, self.rate_per_minute, send_from)


class AudienceOut(BaseModel):
    reach: Reach
    communes: list[str]


class StepOut(BaseModel):
    action: Action
    by: str
    at: datetime


class ReasonOut(BaseModel):
    reason: Reason
    explanation: str
    count: int


class CountsOut(BaseModel):
    """``planned`` so far, of which: ``accepted`` by a channel, ``inbox_only``, ``waiting``, ``failed``."""

    planned: int
    accepted: int
    inbox_only: int
    waiting: int
    failed: int
    reasons: list[ReasonOut]


class BroadcastOut(BaseModel):
    id: str
    version: int
    state: State
    unit: str
    kind: Kind
    issuer: str
    subject: str
    text: str
    audience: AudienceOut
    rate_per_minute: int
    send_from: datetime | None
    begins_at: datetime | None
    writers: list[str]
    steps: list[StepOut]


class BroadcastDetail(BroadcastOut):
    """``audience_size``: how many are meant, as far as that can be counted beforehand (to 100,000).
    ``audience_complete``: a message is planned for everybody of them.
    """

    audience_size: int | None
    audience_complete: bool
    counts: CountsOut


class BroadcastPage(BaseModel):
    items: list[BroadcastOut]
    next: str | None


def broadcast_routes(
    broadcasts: Broadcasts,
    messages: BroadcastMessages,
    audiences: Audiences,
    write: WriteBroadcast,
    move: MoveBroadcast,
) -> APIRouter:
    router = api_router(prefix="/v1/staff/broadcasts", tags=["Tin gửi rộng"])

    @router.get("", summary="Các tin gửi rộng, mới nhất trước")
    async def list_all(officer: Viewer, page: PageQuery) -> BroadcastPage:
        before = decode_cursor(page.after, datetime, str) if page.after else None
        units = officer.units(WRITER, APPROVER, ADMINISTRATOR)
        found = await broadcasts.page(units, before, page.limit + 1)
        items = found[: page.limit]
        more = len(found) > page.limit
        return BroadcastPage(
            items=[_shown(one) for one in items],
            next=encode_cursor(items[-1].timeline[0].at, items[-1].id) if more else None,
        )

    @router.post("", summary="Soạn tin gửi rộng", status_code=201)
    async def draft(officer: Writer, command: IdempotentCommand, body: BroadcastIn, response: Response) -> BroadcastOut:
        made, replayed = await write.draft(body.content(), officer.id, officer.units(WRITER), command)
        return _answer(made, response, replayed)

    @router.get("/{id}", summary="Một tin gửi rộng, với số tin theo kết quả")
    async def show(officer: Viewer, broadcast_id: Id, response: Response) -> BroadcastDetail:
        found = await broadcasts.get(broadcast_id, officer.units(WRITER, APPROVER, ADMINISTRATOR))
        if found is None:
            raise NotFound("Không tìm thấy tin gửi rộng này.")
        progress, counts = await broadcasts.progress(broadcast_id), await messages.counts(broadcast_id)
        return BroadcastDetail(
            **vars(_answer(found, response, replayed=False)),
            audience_size=await audiences.size(found.content.audience),
            audience_complete=progress.complete,
            counts=_counts(progress, counts),
        )

    @router.put("/{id}", summary="Sửa tin chưa duyệt")
    async def edit(
        officer: Writer, broadcast_id: Id, seen: RequiredIfMatch, body: BroadcastIn, response: Response
    ) -> BroadcastOut:
        edited = await write.edit(broadcast_id, seen, body.content(), officer.id, officer.units(WRITER))
        return _answer(edited, response, replayed=False)

    @router.post("/{id}/approval", summary="Duyệt tin do cán bộ khác soạn")
    async def approve(
        officer: Approver, broadcast_id: Id, command: IdempotentCommand, seen: RequiredIfMatch, response: Response
    ) -> BroadcastOut:
        units = officer.units(APPROVER)
        return _answer(*_of(await move(broadcast_id, Action.APPROVE, officer.id, units, command, seen), response))

    @router.post("/{id}/stop", summary="Dừng gửi ngay")
    async def stop(officer: Either, broadcast_id: Id, command: IdempotentCommand, response: Response) -> BroadcastOut:
        units = officer.units(WRITER, APPROVER)
        return _answer(*_of(await move(broadcast_id, Action.STOP, officer.id, units, command), response))

    @router.post("/{id}/resume", summary="Gửi tiếp tin đã dừng")
    async def resume(
        officer: Approver, broadcast_id: Id, command: IdempotentCommand, response: Response
    ) -> BroadcastOut:
        units = officer.units(APPROVER)
        return _answer(*_of(await move(broadcast_id, Action.RESUME, officer.id, units, command), response))

    @router.post("/{id}/discard", summary="Bỏ tin chưa duyệt")
    async def discard(
        officer: Either, broadcast_id: Id, command: IdempotentCommand, response: Response
    ) -> BroadcastOut:
        units = officer.units(WRITER, APPROVER)
        return _answer(*_of(await move(broadcast_id, Action.DISCARD, officer.id, units, command), response))

    return router


def _of(moved: tuple[Broadcast, bool], response: Response) -> tuple[Broadcast, Response, bool]:
    return moved[0], response, moved[1]


def _answer(broadcast: Broadcast, response: Response, replayed: bool) -> BroadcastOut:
    response.headers["ETag"] = etag(broadcast.version)
    if replayed:
        response.headers.update(REPLAY_HEADER)
    return _shown(broadcast)


def _shown(broadcast: Broadcast) -> BroadcastOut:
    content = broadcast.content
    return BroadcastOut(
        id=broadcast.id,
        version=broadcast.version,
        state=broadcast.state,
        unit=broadcast.unit,
        kind=content.kind,
        issuer=content.issuer,
        subject=content.subject,
        text=content.text,
        audience=AudienceOut(reach=content.audience.reach, communes=list(content.audience.communes)),
        rate_per_minute=content.rate_per_minute,
        send_from=_local(content.send_from),
        begins_at=_local(broadcast.begins_at),
        writers=sorted(broadcast.writers),
        steps=[_step(entry) for entry in broadcast.timeline],
    )


def _step(entry: Entry) -> StepOut:
    return StepOut(action=entry.action, by=entry.by, at=entry.at.astimezone(VIETNAM))


def _counts(progress: Progress, counted: Sequence[Counted]) -> CountsOut:
    def of(*states: MessageState) -> int:
        return sum(row.count for row in counted if row.state in states)

    reasons: dict[Reason, int] = {}
    for row in counted:
        if row.reason is not None:
            reasons[row.reason] = reasons.get(row.reason, 0) + row.count
    return CountsOut(
        planned=sum(row.count for row in counted),
        accepted=of(MessageState.ACCEPTED),
        inbox_only=of(MessageState.INBOX_ONLY),
        waiting=of(*OPEN),
        failed=of(MessageState.UNDELIVERABLE),
        reasons=[
            ReasonOut(reason=reason, explanation=reason.explanation, count=count)
            for reason, count in sorted(reasons.items(), key=lambda item: -item[1])
        ],
    )


def _local(at: datetime | None) -> datetime | None:
    return at.astimezone(VIETNAM) if at else None
