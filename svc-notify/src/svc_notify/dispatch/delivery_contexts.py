"""Reads what a decision about a message depends on: citizen, preferences, other messages of its subject, channels.
Many at once, or one by one in shared round trips.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import datetime

import structlog

from shared.crypto import FieldCipher, UndecipherableField
from svc_notify.domain.coalescing import PendingPush, superseding_message
from svc_notify.domain.delivery import DeliveryContext
from svc_notify.domain.message import Message
from svc_notify.domain.milestones import Push
from svc_notify.domain.outcomes import Quota
from svc_notify.domain.policy import Channel
from svc_notify.domain.quotas import QuotaFacts
from svc_notify.domain.retry_ladder import QuietHours
from svc_notify.domain.template_versions import Templates
from svc_notify.domain.templates import Template
from svc_notify.store.links import Links
from svc_notify.store.messages import Messages
from svc_notify.store.preferences import CitizenPreferences

CONTACT_CONTEXT = "named-phone"

log = structlog.get_logger(__name__)


class DeliveryContextReader:
    """``channels``: those in use. ``push_policy``: how each milestone is pushed. ``low_quota`` says where little is
    left, ``replies_bought`` how many replies outside the free window, ``zalo_limits`` which templates are disabled.
    ``contacts`` opens the phones that events name.
    """

    def __init__(
        self,
        *,
        links: Links,
        preferences: CitizenPreferences,
        messages: Messages,
        templates: Templates,
        push_policy: Mapping[str, Push],
        channels: Set[Channel],
        quiet_hours: QuietHours | None,
        low_quota: Callable[[], Set[Channel]],
        replies_bought: Callable[[], Quota | None],
        zalo_limits: Callable[[], QuotaFacts],
        contacts: FieldCipher,
    ) -> None:
        self._links = links
        self._preferences = preferences
        self._messages = messages
        self._templates = templates
        self._push_policy = push_policy
        self._channels = channels
        self._quiet_hours = quiet_hours
        self._low_quota = low_quota
        self._replies_bought = replies_bought
        self._zalo_limits = zalo_limits
        self._contacts = contacts
        self._usable = {
            (template.milestone, template.version): frozenset(one for one in channels if template.id_on(one))
            for template in templates
        }

    async def for_new(
        self, citizen_id: str, milestone: str, now: datetime, contact: str | None = None
    ) -> DeliveryContext:
        """The context of a message that is about to be planned: none can be newer."""
        template = self._templates.at(milestone, now)
        return DeliveryContext(
            push=self._push_policy[milestone],
            link=await self._links.get(citizen_id),
            preferences=await self._preferences.get(citizen_id),
            template=template,
            channels=self._channels,
            templates=self._usable_now(template),
            low_quota=self._low_quota(),
            replies_bought=self._replies_bought(),
            quiet_hours=self._quiet_hours,
            named_phone=self._phone(contact),
        )

    async def for_waiting(self, messages: Sequence[Message]) -> Mapping[str, DeliveryContext]:
        """Each message's context, by its id."""
        citizens = [message.citizen_id for message in messages]
        links, preferences = await self._links.of(citizens), await self._preferences.of(citizens)
        superseded, low, replies = await self._superseding(messages), self._low_quota(), self._replies_bought()
        by_version = {(message.milestone, message.template_version) for message in messages}
        templates = {name: self._templates.of(*name) for name in by_version}
        return {
            message.id: DeliveryContext(
                push=self._push_policy[message.milestone],
                link=links.get(message.citizen_id),
                preferences=preferences[message.citizen_id],
                template=templates[message.milestone, message.template_version],
                channels=self._channels,
                templates=self._usable_now(templates[message.milestone, message.template_version]),
                low_quota=low,
                replies_bought=replies,
                quiet_hours=self._quiet_hours,
                superseded_by=superseded.get(message.id),
                named_phone=self._phone(message.contact),
            )
            for message in messages
        }

    def _phone(self, contact: str | None) -> str | None:
        """``None`` also where its key is retired: the citizen's own account hears it then."""
        if contact is None:
            return None
        try:
            return self._contacts.decrypt(contact, CONTACT_CONTEXT).removeprefix("+")
        except UndecipherableField:
            log.warning("named_phone_unreadable", exc_info=True)
            return None

    def _usable_now(self, template: Template) -> Set[Channel]:
        """Where it is approved and Zalo has not disabled it since."""
        limits, usable = self._zalo_limits(), self._usable[template.milestone, template.version]
        if not limits.of_templates:
            return usable
        return {channel for channel in usable if limits.template_usable(template.id_on(channel))}

    async def _superseding(self, messages: Sequence[Message]) -> Mapping[str, str]:
        """Which newer message is pushed instead, for those that were not tried yet."""
        untried = [
            PendingPush(message.id, message.subject_id, message.at, message.not_before)
            for message in messages
            if message.not_before is not None and not message.attempts
        ]
        if not untried:
            return {}
        waiting = await self._messages.pending_pushes([mine.subject_id for mine in untried])
        found = {mine.message_id: superseding_message(mine, waiting) for mine in untried}
        return {message_id: newer for message_id, newer in found.items() if newer is not None}
