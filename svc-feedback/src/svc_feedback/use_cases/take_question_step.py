"""One step of a question, whoever takes it: load, look it up in the table, save against the version that was read."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import DuplicateValue
from shared.optimistic import retry_on_conflict
from shared.reference.followed_calendar import FollowedCalendar
from shared.refusals import about, explained
from shared.state_table import IllegalStep
from svc_feedback.domain.parties import Act, Party
from svc_feedback.domain.question import Question, QuestionData, QuestionEntry
from svc_feedback.domain.question_states import QUESTION_TABLE, QuestionAction
from svc_feedback.domain.transition import Actor
from svc_feedback.store.questions import Questions
from svc_feedback.store.scope import Scope
from svc_feedback.use_cases.feedback_events import FeedbackEvents
from svc_feedback.use_cases.refusals import (
    QUESTION_NOT_FOUND,
    REFUSALS,
    file_in_use,
    illegal_question_step,
    not_seen,
    question_changed,
)
from svc_feedback.use_cases.rules import Rules


@dataclass(frozen=True)
class QuestionStepCommand:
    """Who wants a step of which question; ``seen`` is the version they were looking at."""

    question_id: str
    by: Party
    scope: Scope
    actors: Callable[[Question], frozenset[Actor]]
    command: Command
    seen: int | None


@dataclass(frozen=True)
class QuestionStepTaken:
    """``entry`` holds the facts right after the step."""

    question: Question
    entry: QuestionEntry


Prepare = Callable[[Question, datetime], Awaitable[QuestionData]]


@dataclass(frozen=True)
class TakeQuestionStep:
    questions: Questions
    calendars: FollowedCalendar
    events: FeedbackEvents
    rules: Rules
    clock: Clock

    async def __call__(
        self, action: QuestionAction, request: QuestionStepCommand, prepare: Prepare
    ) -> Outcome[QuestionStepTaken]:
        """Raises ``NotFound``, ``OutdatedVersion``, ``Conflict``, ``Forbidden``, ``Invalid`` or ``Unavailable``."""

        async def attempt(_number: int) -> Outcome[QuestionStepTaken]:
            question = await self.questions.load(request.question_id, request.scope)
            # What was returned has left the view of who returned it, and they may still repeat the request.
            found = question or await self.questions.load(request.question_id, Scope.everything())
            if found and (entry := request.command.find_in(found.timeline)):
                return Outcome(QuestionStepTaken(found, entry), replayed=True)
            if question is None:
                raise not_seen(self.rules, found, request.seen, request.scope.agencies, request.by, QUESTION_NOT_FOUND)
            with about(question), explained(REFUSALS):
                if request.seen is not None and question.changed_since(request.seen, request.by):
                    raise question_changed(self.rules, question, request.seen, request.by)
                return Outcome(await self._take(question, action, request, prepare))

        return await retry_on_conflict(attempt)

    async def _take(
        self, question: Question, action: QuestionAction, request: QuestionStepCommand, prepare: Prepare
    ) -> QuestionStepTaken:
        with explained({IllegalStep: partial(illegal_question_step, self.rules, action)}):
            transition = QUESTION_TABLE.step(question.context_for(request.by.id), action, request.actors(question))
        now = self.clock.now()
        data = await prepare(question, now)
        act = Act(request.by, now, request.command.id, request.command.fingerprint)
        after = question.take(transition, act, data, self.calendars.current)
        entry = after.timeline[-1]
        if question.stays_as_it_is(action, data):
            return QuestionStepTaken(question, replace(entry, version=question.version))
        try:
            events = [self.events.question(after, transition.event, now), *self.events.published(question, after, now)]
            await self.questions.save(question, after, data, events, request.scope)
        except DuplicateValue:
            raise file_in_use("file_ids") from None
        return QuestionStepTaken(after, entry)
