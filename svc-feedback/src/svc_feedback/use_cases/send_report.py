"""A citizen sends a report: checked, kept with its event in one write, answered with both due moments."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prometheus_client import Counter

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import DuplicateValue, FieldError, Invalid
from shared.ids import derived_id
from shared.optimistic import retry_on_conflict
from shared.reference.followed_calendar import FollowedCalendar
from shared.refusals import explained
from svc_feedback.domain.clocks import pressed_send
from svc_feedback.domain.evidence import check_evidence
from svc_feedback.domain.flags import PictureFacts, flags_of
from svc_feedback.domain.flooding import REPORTS
from svc_feedback.domain.handling import HandlingClass
from svc_feedback.domain.parties import Act, Party
from svc_feedback.domain.place import Place, Point
from svc_feedback.domain.report import Flag, NewReport, Report, new_report
from svc_feedback.domain.report_code import ALPHABET, LENGTH, REPORT, code_of
from svc_feedback.domain.report_states import TABLE, Action
from svc_feedback.domain.texts import other_channel_of
from svc_feedback.store.reports import Reports
from svc_feedback.store.scope import Scope
from svc_feedback.store.sealed import Contact, Seal
from svc_feedback.store.sendings import Sender
from svc_feedback.use_cases.check_report import find_category
from svc_feedback.use_cases.feedback_events import FeedbackEvents
from svc_feedback.use_cases.flood_limits import FloodLimits
from svc_feedback.use_cases.gather_evidence import Gathered, GatherEvidence
from svc_feedback.use_cases.refusals import REFUSALS, file_in_use
from svc_feedback.use_cases.rules import Rules

_sent = Counter("feedback_reports_total", "Reports received", ["handling_class", "source_app"])
for handling_class in HandlingClass:  # systems that send by Open311 have names of their own
    _sent.labels(handling_class, "mini_app")


@dataclass(frozen=True)
class Sending:
    """What is sent. ``declared_at`` is when the telephone says that send was pressed."""

    title: str
    description: str
    category: str
    place: Place
    anonymous: bool
    hidden_from_agency: bool
    may_publish: bool
    file_ids: Sequence[str]
    contact: Contact | None
    declared_at: datetime | None
    source_app: str = "mini_app"


@dataclass(frozen=True)
class SendReport:
    reports: Reports
    limits: FloodLimits
    gather: GatherEvidence
    calendars: FollowedCalendar
    events: FeedbackEvents
    rules: Rules
    seal: Seal
    clock: Clock

    async def __call__(self, sender: Party, command: Command, sending: Sending) -> Outcome[Report]:
        """Raises ``Invalid``, ``TooManyRequests``, ``KeyReused`` or ``Unavailable``."""
        report_id = report_id_of(command)
        if first := await self._first(report_id, command):
            return Outcome(first, replayed=True)
        now = self.clock.now()
        if sending.contact is None and not sending.anonymous:
            message = "Cần họ tên và số điện thoại của người gửi, hoặc chọn gửi ẩn danh."
            raise Invalid([FieldError("contact", message)])
        self._refuse_other_matters(sending)
        gathered = await self.gather(sender.id, sending.file_ids)
        with explained(REFUSALS):
            check_evidence(gathered.attachments)
        declared = self._declared(sender, sending, gathered, now)
        contact = self.seal.close_contact(sending.contact, report_id) if sending.contact else None
        act = Act(sender, now, command.id, command.fingerprint)

        async def attempt(_number: int) -> Outcome[Report]:
            report = new_report(
                declared,
                TABLE.opening(Action.SEND),
                report_id=report_id,
                code=code_of(REPORT, secrets.randbelow(len(ALPHABET) ** LENGTH)),
                citizen_id=sender.id if sender.kind == "citizen" else None,
                declared_at=sending.declared_at,
                sent_at=pressed_send(sending.declared_at, now),
                act=act,
                times=self.rules.times,
                calendar=self.calendars.current,
            )
            try:
                event = self.events.step(report, "report_received")
                await self.reports.insert(report, contact, gathered.sealed, event)
            except DuplicateValue as duplicate:
                if duplicate.field == "file_ids" and not await self._first(report_id, command):
                    raise file_in_use("file_ids") from None
                if first := await self._first(report_id, command):
                    return Outcome(first, replayed=True)
                raise  # the code is taken: another one
            _sent.labels(report.handling_class, report.source_app).inc()
            return Outcome(report)

        async with self._place(sender, command, now):
            with explained(REFUSALS):
                return await retry_on_conflict(attempt)

    def _place(self, sender: Party, command: Command, now: datetime) -> AbstractAsyncContextManager[None]:
        if sender.kind != "citizen":
            return nullcontext()
        return self.limits("phản ánh", Sender("reports", sender.id), command, REPORTS, now)

    async def _first(self, report_id: str, command: Command) -> Report | None:
        """What the same command has sent before."""
        first = await self.reports.load(report_id, Scope.everything())
        if first is not None:
            command.find_in(first.timeline[:1])
        return first

    def _refuse_other_matters(self, sending: Sending) -> None:
        for field, text in (("title", sending.title), ("description", sending.description)):
            channel = other_channel_of([text], self.rules.text_checks.other_channels)
            if channel is not None:
                raise Invalid(
                    [FieldError(field, channel.title + ".")],
                    code=channel.code,
                    title=channel.title,
                    detail=channel.detail,
                )

    def _declared(self, sender: Party, sending: Sending, gathered: Gathered, now: datetime) -> NewReport:
        category = find_category(self.rules, sending.category)
        return NewReport(
            title=sending.title,
            description=sending.description,
            category=category.code,
            handling_class=category.handling_class,
            place=sending.place,
            anonymous=sending.anonymous,
            hidden_from_agency=sending.hidden_from_agency,
            may_publish=sending.may_publish,
            attachments=gathered.attachments,
            flags=tuple(self._flags(sending, gathered.facts, now)),
            source_app=sending.source_app,
        )

    def _flags(self, sending: Sending, facts: Sequence[Mapping[str, Any]], now: datetime) -> Iterator[Flag]:
        return flags_of(
            sending.place.point,
            list(map(_picture_facts, facts)),
            sending.declared_at,
            now,
            urgent=bool(self.rules.whom_to_call((sending.title, sending.description))),
        )


def report_id_of(command: Command) -> str:
    """The report that ``command`` sends."""
    return derived_id("rep", command.id)


def _picture_facts(facts: Mapping[str, Any]) -> PictureFacts:
    point = Point(facts["longitude"], facts["latitude"]) if "longitude" in facts else None
    return PictureFacts(point, datetime.fromisoformat(facts["taken_at"]) if "taken_at" in facts else None)
