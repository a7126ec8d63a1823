"""Reads what bears on a message beside itself: citizen, preferences, dossier, channels. Many at once, or one by one in
shared round trips.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import datetime

from svc_notify.domain.delivery import Circumstances
from svc_notify.domain.joining import Turn, speaker
from svc_notify.domain.message import Message
from svc_notify.domain.milestones import Milestone
from svc_notify.domain.outcomes import Quota
from svc_notify.domain.policy import Channel
from svc_notify.domain.quotas import QuotaFacts
from svc_notify.domain.retry_ladder import QuietHours
from svc_notify.domain.template_versions import Templates
from svc_notify.domain.templates import Template
from svc_notify.store.links import Links
from svc_notify.store.messages import Messages
from svc_notify.store.preferences import CitizenPreferences


class Survey:
    """``channels``: those in use. ``low_quota`` says where little is left, ``replies_bought`` how many replies outside
    the free window, ``told_by_zalo`` which templates are not usable any more.
    """

    def __init__(
        self,
        *,
        links: Links,
        preferences: CitizenPreferences,
        messages: Messages,
        templates: Templates,
        channels: Set[Channel],
        quiet_hours: QuietHours | None,
        low_quota: Callable[[], Set[Channel]],
        replies_bought: Callable[[], Quota | None],
        told_by_zalo: Callable[[], QuotaFacts],
    ) -> None:
        self._links = links
        self._preferences = preferences
        self._messages = messages
        self._templates = templates
        self._channels = channels
        self._quiet_hours = quiet_hours
        self._low_quota = low_quota
        self._replies_bought = replies_bought
        self._told_by_zalo = told_by_zalo
        self._usable = {
            (template.milestone, template.version): frozenset(one for one in channels if template.id_on(one))
            for template in templates
        }

    async def of_one(self, citizen_id: str, milestone: Milestone, now: datetime) -> Circumstances:
        """Of a message that is about to be planned: nothing newer speaks for it."""
        template = self._templates.at(milestone, now)
        return Circumstances(
            link=await self._links.get(citizen_id),
            preferences=await self._preferences.get(citizen_id),
            template=template,
            channels=self._channels,
            templates=self._usable_now(template),
            low_quota=self._low_quota(),
            replies_bought=self._replies_bought(),
            quiet_hours=self._quiet_hours,
        )

    async def of(self, messages: Sequence[Message]) -> Mapping[str, Circumstances]:
        """By the message's id."""
        citizens = [message.citizen_id for message in messages]
        links, preferences = await self._links.of(citizens), await self._preferences.of(citizens)
        speakers, low, replies = await self._speakers(messages), self._low_quota(), self._replies_bought()
        by_version = {(message.milestone, message.template_version) for message in messages}
        templates = {name: self._templates.of(Milestone(name[0]), name[1]) for name in by_version}
        return {
            message.id: Circumstances(
                link=links.get(message.citizen_id),
                preferences=preferences[message.citizen_id],
                template=templates[message.milestone, message.template_version],
                channels=self._channels,
                templates=self._usable_now(templates[message.milestone, message.template_version]),
                low_quota=low,
                replies_bought=replies,
                quiet_hours=self._quiet_hours,
                speaker=speakers.get(message.id),
            )
            for message in messages
        }

    def _usable_now(self, template: Template) -> Set[Channel]:
        """Where it is approved and Zalo has not disabled it since."""
        told, usable = self._told_by_zalo(), self._usable[template.milestone, template.version]
        if not told.of_templates:
            return usable
        return {channel for channel in usable if told.template_usable(template.id_on(channel))}

    async def _speakers(self, messages: Sequence[Message]) -> Mapping[str, str]:
        """Who speaks for those that were not tried yet."""
        untried = [
            Turn(message.id, message.dossier_id, message.at, message.not_before)
            for message in messages
            if message.not_before is not None and not message.attempts
        ]
        if not untried:
            return {}
        waiting = await self._messages.turns([mine.dossier_id for mine in untried])
        found = {mine.message_id: speaker(mine, waiting) for mine in untried}
        return {message_id: name for message_id, name in found.items() if name is not None}
