"""Messages of the Official Account in its own words: ``POST /v3.0/oa/message/cs`` (contract 4.2)."""

from dataclasses import replace
from typing import Any

from svc_notify.channels.port import Delivery
from svc_notify.channels.zalo_oa_template import PROFILE_PATH
from svc_notify.domain.outcomes import DeliveryOutcome, Quota
from svc_notify.domain.reasons import Reason
from svc_notify.zalo.answer_codes import name, quota
from svc_notify.zalo.app_link import open_button
from svc_notify.zalo.bought_replies import BOUGHT
from svc_notify.zalo.official_account import OfficialAccount

FREE = "reply_48h"
"""The kind of quota that is a person's window."""
NOTHING_LEFT = -211
"""Neither free nor bought."""


class ZaloOaCs:
    """An answer tells what is left of this person's free window, or, outside it, of the replies that were bought."""

    def __init__(self, account: OfficialAccount, mini_app_id: str = "") -> None:
        self._account = account
        self._mini_app_id = mini_app_id
        self._url = account.url("/v3.0/oa/message/cs")

    @property
    def ready(self) -> bool:
        return self._account.ready

    async def send(self, delivery: Delivery) -> DeliveryOutcome:
        message: dict[str, Any] = {"text": f"{delivery.title}\n\n{delivery.text}"}
        if buttons := open_button(self._mini_app_id, delivery.message_id):
            payload = {"template_type": "button", **message, "buttons": buttons}
            message = {"attachment": {"type": "template", "payload": payload}}
        outcome, data = await self._account.post(
            self._url, {"recipient": {"user_id": delivery.recipient}, "message": message}
        )
        outcome = replace(outcome, provider_id=name(data.get("message_id")))
        if outcome.reason is Reason.OUTSIDE_FREE_WINDOW:
            return replace(outcome, free_left=Quota(0), quota=Quota(0) if outcome.code == NOTHING_LEFT else None)
        reported = data.get("quota")
        if not isinstance(reported, dict):
            return outcome
        left = quota(reported.get("remain"), reported.get("total"))
        kind = reported.get("quota_type")
        if kind == FREE:
            return replace(outcome, free_left=left)
        return replace(outcome, quota=left if kind in BOUGHT else None)

    async def alive(self) -> bool:
        return await self._account.answers(PROFILE_PATH)
