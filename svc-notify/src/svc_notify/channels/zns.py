"""Template messages by phone number (ZNS, now ZBS): ``POST /message/template`` of its own host (contract 5)."""

from dataclasses import replace

from svc_notify.channels.port import Delivery
from svc_notify.domain.outcomes import DeliveryOutcome
from svc_notify.zalo.answer_codes import name, quota
from svc_notify.zalo.official_account import OfficialAccount

QUOTA_PATH = "/message/quota"


class Zns:
    def __init__(self, account: OfficialAccount) -> None:
        self._account = account
        self._url = account.url("/message/template")

    @property
    def ready(self) -> bool:
        return self._account.ready

    async def send(self, delivery: Delivery) -> DeliveryOutcome:
        """The tracking id comes back in the receipt, which closes a call whose answer was lost."""
        body = {
            "phone": delivery.recipient,
            "template_id": delivery.template_id,
            "template_data": dict(delivery.params),
            "tracking_id": delivery.message_id,
        }
        outcome, data = await self._account.post(self._url, body)
        left = data.get("quota")
        remaining = quota(left.get("remainingQuota"), left.get("dailyQuota")) if isinstance(left, dict) else None
        return replace(outcome, provider_id=name(data.get("msg_id")), quota=remaining)

    async def alive(self) -> bool:
        return await self._account.answers(QUOTA_PATH)
