"""Template messages of the Official Account, by OA user id: ``POST /v3.0/oa/message/template`` (contract 4.5)."""

from dataclasses import replace

from svc_notify.channels.port import Delivery
from svc_notify.domain.outcomes import DeliveryOutcome
from svc_notify.zalo.answer_codes import name, quota
from svc_notify.zalo.official_account import OfficialAccount

PROFILE_PATH = "/v2.0/oa/getoa"


class ZaloOaTemplate:
    def __init__(self, account: OfficialAccount) -> None:
        self._account = account
        self._url = account.url("/v3.0/oa/message/template")

    @property
    def ready(self) -> bool:
        return self._account.ready

    async def send(self, delivery: Delivery) -> DeliveryOutcome:
        body = {
            "user_id": delivery.recipient,
            "template_id": delivery.template_id,
            "template_data": dict(delivery.params),
            "tracking_id": delivery.message_id,
        }
        outcome, data = await self._account.post(self._url, body)
        left = data.get("quota")
        remaining = quota(left.get("remain"), left.get("total")) if isinstance(left, dict) else None
        return replace(outcome, provider_id=name(data.get("message_id")), quota=remaining)

    async def alive(self) -> bool:
        return await self._account.answers(PROFILE_PATH)
