"""Transaction and promotion messages, ended by Zalo on 2026-03-01, for who still has them (contract 4.3, 4.4)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Literal

from svc_notify.channels.port import Delivery
from svc_notify.channels.zalo_oa_template import PROFILE_PATH
from svc_notify.domain.outcomes import DeliveryOutcome, OutcomeClass
from svc_notify.domain.reasons import Reason
from svc_notify.zalo.answer_codes import name
from svc_notify.zalo.app_link import open_button
from svc_notify.zalo.official_account import OfficialAccount

LegacyMessageType = Literal["transaction", "promotion"]

TEMPLATE_TYPES = {"transaction": "transaction_transaction", "promotion": "promotion"}
HEADER_LIMIT, TEXT_LIMIT = 100, 1_000


class ZaloOaLegacy:
    """Refuses by itself from the day ``until``; ``today`` is the date in Vietnam."""

    def __init__(
        self,
        account: OfficialAccount,
        kind: LegacyMessageType,
        until: date,
        today: Callable[[], date],
        mini_app_id: str = "",
    ) -> None:
        self._account = account
        self._type = TEMPLATE_TYPES[kind]
        self._until = until
        self._mini_app_id = mini_app_id
        self._today = today
        self._url = account.url(f"/v3.0/oa/message/{kind}")

    @property
    def ready(self) -> bool:
        return self._account.ready

    async def send(self, delivery: Delivery) -> DeliveryOutcome:
        if self._today() >= self._until:
            return DeliveryOutcome(OutcomeClass.PERMANENT, Reason.CHANNEL_ENDED)
        if len(delivery.title) > HEADER_LIMIT or len(delivery.text) > TEXT_LIMIT:
            return DeliveryOutcome(OutcomeClass.PERMANENT, Reason.TEXT_TOO_LONG)
        elements = [
            {"type": "header", "align": "left", "content": delivery.title},
            {"type": "text", "align": "left", "content": delivery.text.replace("\n", "<br>")},
        ]
        buttons = open_button(self._mini_app_id, delivery.message_id)
        payload = {"template_type": self._type, "language": "VI", "elements": elements, "buttons": buttons}
        body = {
            "recipient": {"user_id": delivery.recipient},
            "message": {"attachment": {"type": "template", "payload": payload}},
        }
        outcome, data = await self._account.post(self._url, body)
        return replace(outcome, provider_id=name(data.get("message_id")))

    async def alive(self) -> bool:
        return await self._account.answers(PROFILE_PATH)
