"""How many replies the province has left of those it bought: ``POST /v3.0/oa/quota/message`` (contract 4.7)."""

from svc_notify.domain.outcomes import Quota
from svc_notify.zalo.answer_codes import quota
from svc_notify.zalo.official_account import OfficialAccount

BOUGHT = frozenset({"sub_quota", "purchase_quota", "reward_quota"})
"""Kinds of quota: with the package, beside it, and as a gift."""
_ASKED = {"quota_owner": "OA", "product_type": "cs"}


class BoughtReplies:
    def __init__(self, account: OfficialAccount) -> None:
        self._account = account
        self._url = account.url("/v3.0/oa/quota/message")

    async def __call__(self) -> Quota | None:
        """``None`` when Zalo did not say."""
        assets = await self._account.ask(self._url, _ASKED)
        if assets is None:
            return None
        quotas = [
            quota(asset.get("remain"), asset.get("total")) for asset in assets if asset.get("quota_type") in BOUGHT
        ]
        known = [one for one in quotas if one is not None]
        return Quota(sum(one.remaining for one in known), sum(one.total or 0 for one in known))
