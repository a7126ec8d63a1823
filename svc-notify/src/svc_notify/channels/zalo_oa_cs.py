"""Messages of the Official Account in its own words: ``POST /v3.0/oa/message/cs`` (contract 4.2)."""

from dataclasses import replace

from svc_notify.channels.answers import name, quota
from svc_notify.channels.official_account import OfficialAccount
from svc_notify.channels.port import Delivery
from svc_notify.channels.zalo_oa_template import PROFILE_PATH
from svc_notify.domain.outcomes import Outcome, Quota
from svc_notify.domain.reasons import Reason


class ZaloOaCs:
    """The quota of an answer is what is left of this person's free window."""

    def __init__(self, account: OfficialAccount) -> None:
        self._account = account
        self._url = account.url("/v3.0/oa/message/cs")

    @property
    def ready(self) -> bool:
        return self._account.ready

    async def send(self, delivery: Delivery) -> Outcome:
        message = {"text": f"{delivery.title}\n\n{delivery.text}"}
        outcome, data = await self._account.post(
            self._url, {"recipient": {"user_id": delivery.recipient}, "message": message}
        )
        left = data.get("quota")
        # "sub_quota" and the like are what the province has bought, not this person's window.
        windowed = isinstance(left, dict) and left.get("quota_type") == "reply_48h"
        remaining = quota(left.get("remain"), left.get("total")) if windowed and isinstance(left, dict) else None
        if outcome.reason is Reason.OUTSIDE_FREE_WINDOW:
            remaining = Quota(0)
        return replace(outcome, provider_id=name(data.get("message_id")), quota=remaining)

    async def alive(self) -> bool:
        return await self._account.answers(PROFILE_PATH)
