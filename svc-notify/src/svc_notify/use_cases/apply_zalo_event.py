"""What a webhook of Zalo changes here. Each effect may be repeated and may come in any order."""

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum

from shared.clock import Clock
from shared.logs import get_logger
from svc_notify import metrics
from svc_notify.dispatch.dispatchers import Dispatchers
from svc_notify.domain.zalo_event import Kind, ZaloEvent
from svc_notify.store.links import Links
from svc_notify.store.messages import Messages
from svc_notify.store.oa_people import OaPeople
from svc_notify.store.receipts import Receipt, Receipts
from svc_notify.store.zalo_facts import ZaloFact, ZaloFacts
from svc_notify.use_cases.revoke_consent import RevokeConsent

log = get_logger()


class Applied(StrEnum):
    DONE = "done"
    NOTHING = "nothing"
    """It says nothing that is new, or not of whom."""
    NOT_YET = "not_yet"
    """A receipt that came before we recorded that the message was taken."""


_RECEIPTS: Mapping[Kind, Receipt] = {Kind.DELIVERED: "delivered_at", Kind.SEEN: "seen_at"}


class ApplyZaloEvent:
    def __init__(
        self,
        *,
        people: OaPeople,
        links: Links,
        messages: Messages,
        receipts: Receipts,
        facts: ZaloFacts,
        revoke: RevokeConsent,
        dispatchers: Dispatchers,
        clock: Clock,
    ) -> None:
        self._people = people
        self._links = links
        self._messages = messages
        self._receipts = receipts
        self._facts = facts
        self._revoke = revoke
        self._dispatchers = dispatchers
        self._clock = clock
        self._effects: Mapping[Kind, Callable[[ZaloEvent], Awaitable[Applied]]] = {
            Kind.FOLLOW: self._of_person,
            Kind.UNFOLLOW: self._of_person,
            Kind.INTERACTION: self._of_person,
            Kind.PHONE_SHARED: self._of_person,
            Kind.DELIVERED: self._receipt,
            Kind.SEEN: self._receipt,
            Kind.TEMPLATE_STATUS: self._fact,
            Kind.TEMPLATE_QUALITY: self._fact,
            Kind.TEMPLATE_QUOTA: self._fact,
            Kind.DAILY_QUOTA: self._fact,
            Kind.CONSENT_REVOKED: self._consent_revoked,
        }

    async def __call__(self, event: ZaloEvent) -> Applied:
        return await self._effects[event.kind](event)

    async def _of_person(self, event: ZaloEvent) -> Applied:
        """Following, a message or a shared phone counts as an interaction; leaving does not."""
        person = event.oa_user_id
        if person is None:
            return Applied.NOTHING
        interacted_at = None if event.kind is Kind.UNFOLLOW else event.at
        await self._people.heard_of(person, event.app_user_id, interacted_at)
        if event.kind in (Kind.FOLLOW, Kind.UNFOLLOW):
            await self._people.follows(person, event.kind is Kind.FOLLOW, event.at)
        if event.phone:
            await self._people.shared_phone(person, event.phone, event.at)
        if event.kind is not Kind.UNFOLLOW:
            await self._release(event)
        return Applied.DONE

    async def _release(self, event: ZaloEvent) -> None:
        """What waited for this person to be reachable goes."""
        citizens = await self._links.citizens(event.app_user_id, event.oa_user_id)
        if not citizens:
            return
        links = await self._links.of(citizens)
        released = 0
        for citizen_id, link in links.items():
            if link.reachable:
                released += await self._messages.release(citizen_id, self._clock.now())
        if released:
            self._dispatchers.wake()

    async def _receipt(self, event: ZaloEvent) -> Applied:
        if not event.provider_ids and not event.message_id:
            return Applied.NOTHING
        noted = await self._receipts.note(_RECEIPTS[event.kind], event.provider_ids, event.message_id, event.at)
        if event.message_id and await self._receipts.settle(event.message_id):
            metrics.uncertain_closed.inc()
        return Applied.DONE if noted else Applied.NOT_YET

    async def _fact(self, event: ZaloEvent) -> Applied:
        name = f"{event.kind}:{event.about}" if event.about else str(event.kind)
        if not await self._facts.put(ZaloFact(name, event.before, event.after, event.at)):
            return Applied.NOTHING
        log.warning("zalo_changed", what=name, before=event.before, after=event.after)
        return Applied.DONE

    async def _consent_revoked(self, event: ZaloEvent) -> Applied:
        if event.app_user_id is None or not await self._revoke(event.app_user_id, event.at):
            return Applied.NOTHING
        return Applied.DONE
