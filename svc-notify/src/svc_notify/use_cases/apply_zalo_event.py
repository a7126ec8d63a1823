"""What a webhook of Zalo changes here. Each effect may be repeated and may come in any order."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.clock import Clock
from shared.logs import get_logger
from svc_notify import metrics
from svc_notify.dispatch.dispatchers import Dispatchers
from svc_notify.domain.zalo_event import ZaloEvent, ZaloEventKind
from svc_notify.store.links import Links
from svc_notify.store.messages import Messages
from svc_notify.store.oa_people import OaPeople
from svc_notify.store.receipts import Receipt, Receipts
from svc_notify.store.zalo_facts import ZaloFact, ZaloFacts
from svc_notify.use_cases.revoke_consent import RevokeConsent

log = get_logger()


class Applied(StrEnum):
    """What came of an event."""

    DONE = "done"
    NOTHING = "nothing"
    """It says nothing that is new, or not of whom."""
    NOT_YET = "not_yet"
    """A receipt that came before we recorded that the message was taken."""


_RECEIPTS: Mapping[ZaloEventKind, Receipt] = {
    ZaloEventKind.DELIVERED: "delivered_at",
    ZaloEventKind.SEEN: "seen_at",
}


@dataclass(frozen=True)
class ApplyZaloEvent:
    people: OaPeople
    links: Links
    messages: Messages
    receipts: Receipts
    facts: ZaloFacts
    revoke: RevokeConsent
    dispatchers: Dispatchers
    clock: Clock

    async def __call__(self, event: ZaloEvent) -> Applied:
        return await _EFFECTS[event.kind](self, event)

    async def _person(self, event: ZaloEvent) -> Applied:
        """Following, a message or a shared phone counts as an interaction; leaving does not."""
        person = event.oa_user_id
        if person is None:
            return Applied.NOTHING
        interacted_at = None if event.kind is ZaloEventKind.UNFOLLOW else event.at
        await self.people.record_interaction(person, event.app_user_id, interacted_at)
        if event.kind in (ZaloEventKind.FOLLOW, ZaloEventKind.UNFOLLOW):
            await self.people.follows(person, event.kind is ZaloEventKind.FOLLOW, event.at)
        if event.phone:
            await self.people.shared_phone(person, event.phone, event.at)
        if event.kind is not ZaloEventKind.UNFOLLOW:
            await self._release(event)
        return Applied.DONE

    async def _release(self, event: ZaloEvent) -> None:
        """What waited for this person to be reachable goes."""
        citizens = await self.links.citizens(event.app_user_id, event.oa_user_id)
        if not citizens:
            return
        links = await self.links.of(citizens)
        released = 0
        for citizen_id, link in links.items():
            if link.reachable:
                released += await self.messages.release(citizen_id, self.clock.now())
        if released:
            self.dispatchers.wake()

    async def _receipt(self, event: ZaloEvent) -> Applied:
        if not event.provider_ids and not event.message_id:
            return Applied.NOTHING
        noted = await self.receipts.note(_RECEIPTS[event.kind], event.provider_ids, event.message_id, event.at)
        if event.message_id and await self.receipts.settle(event.message_id):
            metrics.uncertain_closed.inc()
        return Applied.DONE if noted else Applied.NOT_YET

    async def _fact(self, event: ZaloEvent) -> Applied:
        name = f"{event.kind}:{event.about}" if event.about else str(event.kind)
        if not await self.facts.put(ZaloFact(name, event.before, event.after, event.at)):
            return Applied.NOTHING
        log.warning("zalo_changed", what=name, before=event.before, after=event.after)
        return Applied.DONE

    async def _consent_revoked(self, event: ZaloEvent) -> Applied:
        if event.app_user_id is None or not await self.revoke(event.app_user_id, event.at):
            return Applied.NOTHING
        return Applied.DONE


_EFFECTS: Mapping[ZaloEventKind, Callable[[ApplyZaloEvent, ZaloEvent], Awaitable[Applied]]] = {
    ZaloEventKind.FOLLOW: ApplyZaloEvent._person,
    ZaloEventKind.UNFOLLOW: ApplyZaloEvent._person,
    ZaloEventKind.INTERACTION: ApplyZaloEvent._person,
    ZaloEventKind.PHONE_SHARED: ApplyZaloEvent._person,
    ZaloEventKind.DELIVERED: ApplyZaloEvent._receipt,
    ZaloEventKind.SEEN: ApplyZaloEvent._receipt,
    ZaloEventKind.TEMPLATE_STATUS: ApplyZaloEvent._fact,
    ZaloEventKind.TEMPLATE_QUALITY: ApplyZaloEvent._fact,
    ZaloEventKind.TEMPLATE_QUOTA: ApplyZaloEvent._fact,
    ZaloEventKind.DAILY_QUOTA: ApplyZaloEvent._fact,
    ZaloEventKind.CONSENT_REVOKED: ApplyZaloEvent._consent_revoked,
}
