"""Notifications of the mini app: ``POST /notification/template`` with the mini app's own key (contract 6.1).

Rationed: 1,000 a day for the app, one a day for a person, and only to who opened the app within 7 days and allowed it;
whether they did, only Zalo knows.
"""

import httpx
import orjson

from svc_notify.channels.mini_app_codes import MINI_APP_CODES
from svc_notify.channels.port import Delivery
from svc_notify.domain.outcomes import DeliveryOutcome, OutcomeClass
from svc_notify.zalo.answer_codes import classify, number, read_envelope
from svc_notify.zalo.app_link import BUTTON, app_link
from svc_notify.zalo.call_errors import CALL_FAILED, never_sent

TITLE_LIMIT = 32
DESCRIPTION_LIMIT = 200


class ZaloMiniApp:
    def __init__(self, http: httpx.AsyncClient, mini_app_id: str, api_key: str) -> None:
        self._http = http
        self._mini_app_id = mini_app_id
        self._headers = {
            "content-type": "application/json",
            "x-api-key": f"Bearer {api_key}",
            "x-miniapp-id": mini_app_id,
        }
        self._url = http.build_request("POST", "/notification/template").url

    @property
    def ready(self) -> bool:
        return True

    async def send(self, delivery: Delivery) -> DeliveryOutcome:
        body = {
            "templateId": delivery.template_id,
            "templateData": {
                "title": shortened(delivery.title, TITLE_LIMIT),
                "contentTitle": delivery.title,
                "contentDescription": shortened(" ".join(delivery.text.split()), DESCRIPTION_LIMIT),
                "buttonText": BUTTON,
                "buttonUrl": app_link(self._mini_app_id, delivery.message_id),
            },
        }
        headers = {**self._headers, "x-user-id": delivery.recipient}
        try:
            response = await self._http.post(self._url, content=orjson.dumps(body), headers=headers)
        except CALL_FAILED as error:
            return DeliveryOutcome(OutcomeClass.UNAVAILABLE if never_sent(error) else OutcomeClass.UNCERTAIN)
        # Zalo's own pages name the member differently.
        member = "err" if b'"err"' in response.content else "error"
        outcome, _ = classify(response.status_code, response.content, MINI_APP_CODES, member)
        return outcome

    async def alive(self) -> bool:
        """Any envelope will do; a GET of the path sends nothing to anybody."""
        try:
            response = await self._http.get(self._url, headers=self._headers)
        except CALL_FAILED:
            return False
        envelope = read_envelope(response.content) if response.status_code < 500 else None
        return envelope is not None and any(number(envelope.get(name)) is not None for name in ("err", "error"))


def shortened(text: str, limit: int) -> str:
    """The text in at most ``limit`` characters, cut between words."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;.") + "…"
