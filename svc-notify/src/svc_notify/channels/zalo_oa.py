"""Template messages of the Official Account, by OA user id: ``POST /v3.0/oa/message/template``."""

import hashlib
import hmac

import httpx
import orjson

from svc_notify.calls import CALL_FAILED, never_sent
from svc_notify.channels.port import Delivery
from svc_notify.channels.zalo_oa_answers import classify, error_code, read_envelope
from svc_notify.domain.outcomes import Outcome, OutcomeClass
from svc_notify.tokens.keeper import TokenKeeper

_SEND_PATH = "/v3.0/oa/message/template"
_PROFILE_PATH = "/v2.0/oa/getoa"


class ZaloOaTemplate:
    def __init__(self, http: httpx.AsyncClient, tokens: TokenKeeper, app_secret: str) -> None:
        self._http = http
        self._tokens = tokens
        self._app_secret = app_secret.encode()
        # Joined once: httpx would parse it anew for each call.
        self._send_url = http.build_request("POST", _SEND_PATH).url
        self._credentials = (-1, {"content-type": "application/json"})

    @property
    def ready(self) -> bool:
        return self._tokens.current is not None

    async def send(self, delivery: Delivery) -> Outcome:
        token = self._tokens.current
        if token is None:  # refused by another call since the claim: nothing is sent without one
            return Outcome(OutcomeClass.TOKEN_REJECTED)
        body = {
            "user_id": delivery.recipient,
            "template_id": delivery.template_id,
            "template_data": dict(delivery.params),
            "tracking_id": delivery.message_id,
        }
        try:
            response = await self._http.post(
                self._send_url,
                content=orjson.dumps(body),
                headers=self._headers(token.generation, token.value),
            )
        except CALL_FAILED as error:
            return Outcome(OutcomeClass.UNAVAILABLE if never_sent(error) else OutcomeClass.UNCERTAIN)
        outcome = classify(response.status_code, response.content)
        if outcome.kind is not OutcomeClass.TOKEN_REJECTED:
            self._tokens.worked(token.generation)
        elif not self._tokens.reject(token.generation):
            return Outcome(OutcomeClass.OPERATOR, code=outcome.code)
        return outcome

    async def alive(self) -> bool:
        """Any envelope will do, an error as well: the question is whether Zalo speaks at all."""
        token = self._tokens.current
        if token is None:
            return False
        try:
            response = await self._http.get(
                _PROFILE_PATH,
                headers=self._headers(token.generation, token.value),
            )
        except CALL_FAILED:
            return False
        envelope = read_envelope(response.content) if response.status_code < 500 else None
        return envelope is not None and error_code(envelope) is not None

    def _headers(self, generation: int, token: str) -> dict[str, str]:
        if self._credentials[0] != generation:
            proof = hmac.new(self._app_secret, token.encode(), hashlib.sha256).hexdigest()
            headers = {"content-type": "application/json", "access_token": token, "appsecret_proof": proof}
            self._credentials = generation, headers
        return self._credentials[1]
