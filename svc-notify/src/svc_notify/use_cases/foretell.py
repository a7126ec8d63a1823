"""What would happen to a message now, or at another time: the policy asked without sending anything."""

from collections.abc import Callable
from datetime import datetime

from svc_notify.dispatch.survey import Survey
from svc_notify.domain.delivery import Step, before, facts
from svc_notify.domain.message import Message, State
from svc_notify.domain.milestones import Milestone
from svc_notify.domain.policy import Decision, decide
from svc_notify.domain.quotas import QuotaFacts
from svc_notify.store.zalo_facts import ZaloFacts

MIDDLE = 0.5
"""Of the jitter."""


class Foretell:
    """``survey`` makes one of what Zalo has told of templates."""

    def __init__(self, survey: Callable[[QuotaFacts], Survey], facts: ZaloFacts) -> None:
        self._survey = survey
        self._facts = facts

    async def __call__(self, citizen_id: str, milestone: Milestone, at: datetime) -> tuple[Decision, datetime | None]:
        """The decision, and when it is looked at again, if it waits."""
        known = await self._survey(await self._facts.quotas()).of_one(citizen_id, milestone, at)
        template = known.template
        imagined = Message(
            id="",
            citizen_id=citizen_id,
            dossier_id="",
            milestone=milestone,
            template_version=template.version,
            title=template.title,
            body=template.body,
            plain_text="",
            params={parameter.name: "" for parameter in template.parameters},
            event_id="",
            request_id="",
            traceparent="",
            at=at,
            created_at=at,
            expires_at=at + template.useful_life,
            state=State.PLANNED,
        )
        follows = before(imagined, known, at, MIDDLE)
        return decide(facts(imagined, known, at)), follows.due_at if isinstance(follows, Step) else None
