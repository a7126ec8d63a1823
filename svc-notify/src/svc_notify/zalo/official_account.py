"""Calls in the name of the Official Account: with its token and proof, and what an answer does to the token.

OA OpenAPI and ZNS both take it. Source: contract sections 4.1 and 5.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Protocol

import httpx
import orjson

from svc_notify.domain.outcomes import DeliveryOutcome, OutcomeClass
from svc_notify.domain.token_pair import AccessToken
from svc_notify.zalo.answer_codes import Codes, classify, number, read_envelope
from svc_notify.zalo.call_errors import CALL_FAILED, never_sent


class AccessTokens(Protocol):
    """Where the token of a call comes from, and who is told what Zalo thought of it."""

    @property
    def current(self) -> AccessToken | None: ...

    def reject(self, generation: int) -> bool:
        """Zalo refused this token. ``False`` when fetching another would not help."""
        ...

    def worked(self, generation: int) -> None: ...


class OfficialAccount:
    """``http`` is for one host of Zalo's; ``codes`` are what its errors mean."""

    def __init__(self, http: httpx.AsyncClient, codes: Codes, tokens: AccessTokens, app_secret: str) -> None:
        self._http = http
        self._codes = codes
        self._tokens = tokens
        self._app_secret = app_secret.encode()
        self._credentials = (-1, {"content-type": "application/json"})

    @property
    def ready(self) -> bool:
        return self._tokens.current is not None

    def url(self, path: str) -> httpx.URL:
        """Joined once: httpx would parse it anew for each call."""
        return self._http.build_request("POST", path).url

    async def post(self, url: httpx.URL, body: Mapping[str, Any]) -> tuple[DeliveryOutcome, Mapping[str, Any]]:
        """One call; its outcome, and the ``data`` of an acceptance."""
        token = self._tokens.current
        if token is None:  # refused by another call since the claim: nothing is sent without one
            return DeliveryOutcome(OutcomeClass.TOKEN_REJECTED), {}
        try:
            response = await self._http.post(
                url, content=orjson.dumps(body), headers=self._headers(token.generation, token.value)
            )
        except CALL_FAILED as error:
            return DeliveryOutcome(OutcomeClass.UNAVAILABLE if never_sent(error) else OutcomeClass.UNCERTAIN), {}
        outcome, data = classify(response.status_code, response.content, self._codes)
        if outcome.kind is not OutcomeClass.TOKEN_REJECTED:
            self._tokens.worked(token.generation)
        elif not self._tokens.reject(token.generation):
            return DeliveryOutcome(OutcomeClass.OPERATOR, code=outcome.code), {}
        return outcome, data

    async def ask(self, url: httpx.URL, body: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
        """The records that Zalo answers with; ``None`` when it does not."""
        token = self._tokens.current
        if token is None:
            return None
        headers = self._headers(token.generation, token.value)
        try:
            response = await self._http.post(url, content=orjson.dumps(body), headers=headers)
        except CALL_FAILED:
            return None
        envelope = read_envelope(response.content) or {}
        records = envelope.get("data") if number(envelope.get("error")) == 0 else None
        return [one for one in records if isinstance(one, Mapping)] if isinstance(records, list) else None

    async def answers(self, path: str) -> bool:
        """Any envelope will do, an error as well: the question is whether Zalo speaks at all."""
        token = self._tokens.current
        if token is None:
            return False
        try:
            response = await self._http.get(path, headers=self._headers(token.generation, token.value))
        except CALL_FAILED:
            return False
        envelope = read_envelope(response.content) if response.status_code < 500 else None
        return envelope is not None and number(envelope.get("error")) is not None

    def _headers(self, generation: int, token: str) -> dict[str, str]:
        if self._credentials[0] != generation:
            proof = hmac.new(self._app_secret, token.encode(), hashlib.sha256).hexdigest()
            headers = {"content-type": "application/json", "access_token": token, "appsecret_proof": proof}
            self._credentials = generation, headers
        return self._credentials[1]
