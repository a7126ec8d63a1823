"""``python -m svc_feedback demo``: believable reports and questions, so that a list and a map are not empty.

They take the same way as those of people: through the use cases, at the moments at which they are said to have been.
An asker's name stands nowhere, and the reports are another system's, so nobody is told anything of them.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.clock import SystemClock
from shared.command import Command
from shared.command_words import refuse_words
from shared.files.inspection.inspector import Inspector
from shared.files.spool import Spool
from shared.ids import derived_id
from shared.schema import open_prepared
from shared.wakeup import Wakeup
from svc_feedback.catalogue.data_files import read
from svc_feedback.domain.parties import Party
from svc_feedback.domain.place import Place, Point
from svc_feedback.domain.publication import PublicText
from svc_feedback.domain.question_states import QuestionAction
from svc_feedback.domain.rating import Satisfaction
from svc_feedback.domain.report import Report
from svc_feedback.domain.report_states import Action
from svc_feedback.domain.transition import Actor
from svc_feedback.evidence.drawings import street
from svc_feedback.settings import Settings
from svc_feedback.store.indexes import SCHEMA
from svc_feedback.store.scope import Scope
from svc_feedback.use_cases.approve_answer import ApproveAnswer
from svc_feedback.use_cases.approve_result import ApproveResult
from svc_feedback.use_cases.ask_question import Asking, AskQuestion
from svc_feedback.use_cases.assign_report import AssignReport
from svc_feedback.use_cases.classify_report import Classification, ClassifyReport
from svc_feedback.use_cases.handle_question import HandleQuestion
from svc_feedback.use_cases.publish_report import PublishReport
from svc_feedback.use_cases.rate_report import RateReport
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.send_report import Sending
from svc_feedback.use_cases.suggest_agency import SuggestAgency
from svc_feedback.use_cases.take_question_step import QuestionStepCommand, TakeQuestionStep
from svc_feedback.use_cases.take_report_step import ReportStepCommand
from svc_feedback.use_cases.take_written_step import Written
from svc_feedback.use_cases.upload_evidence import UploadEvidence
from svc_feedback.wiring.app import Parts
from svc_feedback.wiring.service import READER, WITH_OUTBOX
from svc_feedback.wiring.stores import make_stores

SOURCE = "demo"
_SENDER = Party("system", SOURCE)
_OFFICER, _SECOND = Party("staff", "stf_demo_officer"), Party("staff", "stf_demo_approver")
_STEPS = {
    "waiting": (),
    "asked": ("ask",),
    "refused": ("refuse",),
    "accepted": ("accept",),
    "assigned": ("accept", "assign"),
    "in_progress": ("accept", "assign", "start"),
    "waiting_approval": ("accept", "assign", "start", "submit"),
    "resolved": ("accept", "assign", "start", "submit", "approve"),
    "closed": ("accept", "assign", "start", "submit", "approve", "rate"),
}
_STEP_TAKES = timedelta(hours=3)


class StoryClock:
    """Stands where the story is."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        self._now = moment


@dataclass
class Story:
    parts: Parts
    clock: StoryClock
    today: datetime

    async def report(self, number: int, row: Mapping[str, Any]) -> None:
        began = self.today - timedelta(days=row["days"])
        self.clock.set(began)
        stores, rules = self.parts.stores, self.parts.rules
        upload = UploadEvidence(
            stores.files, stores.evidence, stores.forgotten, self.parts.inspector, stores.seal, self.clock
        )
        drawn = Spool()
        drawn.append(street(number))
        photo = (await upload(SOURCE, _command("photo", number), f"anh-{number}.jpg", drawn, began)).value
        sending = Sending(
            title=row["title"],
            description=f"{row['title']}. {row['words']}. Đề nghị cơ quan có trách nhiệm xem xét, xử lý.",
            category=row["category"],
            place=Place(Point(*row["point"]), row["words"], row["commune"]),
            anonymous=True,
            hidden_from_agency=False,
            may_publish=True,
            file_ids=[photo.id],
            contact=None,
            declared_at=None,
            source_app=SOURCE,
        )
        report = (await self.parts.send_report(_SENDER, _command("report", number), sending)).value
        for step in _STEPS[row["to"]]:
            self.clock.set(min(self.clock.now() + _STEP_TAKES, self.today))
            await self._step(step, report, row, photo.id)
        category = rules.category(row["category"])
        if row["to"] in ("in_progress", "assigned") and not category.guarded and not category.about_staff:
            await self._publish(report, row, photo.id)

    async def _step(self, step: str, report: Report, row: Mapping[str, Any], photo: str) -> None:
        parts, rules = self.parts, self.parts.rules
        take, write = parts.take_report_step, parts.take_written_step
        request = _step_command(report, step, _SECOND if step == "approve" else _SENDER if step == "rate" else _OFFICER)
        if step == "accept":
            await ClassifyReport(take, rules)(Action.ACCEPT, request, Classification(None, None, None))
        elif step == "assign":
            await AssignReport(take, SuggestAgency(parts.stores.routing, rules), rules)(request, None, None)
        elif step == "approve":
            guarded = rules.category(row["category"]).guarded
            await ApproveResult(take, rules)(request, None if guarded else _shown(row, photo), None)
        elif step == "rate":
            await RateReport(take)(request, Satisfaction.SATISFIED, None)
        elif step == "submit":
            await write(Action.SUBMIT_RESULT, request, Written(text=row["result"]))
        elif step == "ask":
            await write(Action.ASK, request, Written(text=row["question"]))
        elif step == "refuse":
            await write(Action.REFUSE, request, Written(reason_code=row["reason"]))
        else:
            await write(Action.START, request, Written())

    async def _publish(self, report: Report, row: Mapping[str, Any], photo: str) -> None:
        publish = PublishReport(self.parts.stores.reports, self.parts.events, self.parts.rules, self.clock)
        await publish(_step_command(report, "publish", _SECOND), _shown({**row, "result": None}, photo))

    async def question(self, number: int, row: Mapping[str, Any]) -> None:
        self.clock.set(self.today - timedelta(days=row["days"]))
        parts, stores = self.parts, self.parts.stores
        ask = AskQuestion(
            stores.questions, parts.limits, parts.gather, stores.calendars, parts.events, parts.rules, self.clock
        )
        asking = Asking(row["title"], row["text"], row["field"], None, True, ())
        asked = (await ask(f"cit_demo{number}", _command("question", number), asking)).value
        take = TakeQuestionStep(stores.questions, stores.calendars, parts.events, parts.rules, self.clock)
        handle = HandleQuestion(take, parts.gather, parts.rules)

        def request(step: str, by: Party) -> QuestionStepCommand:
            command = _command(f"question {step}", number)
            return QuestionStepCommand(
                asked.id, by, Scope.everything(), lambda _question: frozenset(Actor), command, None
            )

        await handle(QuestionAction.ASSIGN, request("assign", _OFFICER), Written(), row["agency"])
        if answer := row.get("answer"):
            self.clock.set(self.clock.now() + timedelta(days=1))
            await handle(QuestionAction.DRAFT_ANSWER, request("draft", _OFFICER), Written(text=answer))
            shown = PublicText(row["title"], row["text"], None, (), pictures_checked=True)
            await ApproveAnswer(take)(request("approve", _SECOND), shown, None)


def _shown(row: Mapping[str, Any], photo: str) -> PublicText:
    text = f"{row['title']}. {row['words']}."
    return PublicText(row["title"], text, row.get("result"), (photo,), pictures_checked=True)


def _step_command(report: Report, step: str, by: Party) -> ReportStepCommand:
    command = Command(derived_id("cmd", report.id, step), step)
    return ReportStepCommand(report.id, by, Scope.everything(), lambda _report: frozenset(Actor), command, None)


def _command(what: str, number: int) -> Command:
    return Command(derived_id("cmd", SOURCE, what, str(number)), what)


async def demo(settings: Settings, words: list[str]) -> int:
    """Fills an empty database; one that has reports stays as it is."""
    refuse_words(words)
    rows, clock = read("demo.yaml"), StoryClock(SystemClock().now())
    async with open_prepared(settings, SCHEMA) as database, Inspector(command=READER) as inspector:
        rules = Rules.load()
        stores = make_stores(settings, database, {name: Wakeup() for name in WITH_OUTBOX}, rules)
        if await stores.reports.are_any():
            return 0
        story = Story(Parts(settings, stores, rules, inspector, clock), clock, clock.now())
        for number, row in enumerate(rows["reports"]):
            await story.report(number, row)
        for number, row in enumerate(rows["questions"]):
            await story.question(number, row)
    sys.stdout.write(f"{len(rows['reports'])} reports and {len(rows['questions'])} questions\n")
    return 0
