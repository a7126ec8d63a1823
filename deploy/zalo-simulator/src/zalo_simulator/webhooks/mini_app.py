"""Events of the mini app: a consent was revoked, a version was reviewed."""

from collections.abc import Mapping
from typing import Any

import orjson

from zalo_simulator.clock import Clock
from zalo_simulator.knobs import Knobs
from zalo_simulator.people import Person
from zalo_simulator.settings import Settings
from zalo_simulator.webhooks.outbox import Outbox
from zalo_simulator.webhooks.signatures import mini_app_signature


class MiniAppWebhook:
    def __init__(self, settings: Settings, knobs: Knobs, clock: Clock, outbox: Outbox) -> None:
        self._settings = settings
        self._knobs = knobs
        self._clock = clock
        self._outbox = outbox

    @property
    def is_on(self) -> bool:
        return bool(self._knobs.text("mini_webhook.url"))

    def consent_revoked(self, person: Person) -> None:
        self.send({"event": "user.revoke.consent", "appId": self._app_id(), "userId": person.user_id})

    def version_reviewed(self, version_id: int, is_approved: bool, description: str) -> None:
        fields = {"versionId": version_id, "status": 0 if is_approved else -1, "description": description}
        self.send({"event": "versions.review.done", "appId": self._app_id(), **fields})

    def send(self, event: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        """Sends any event, with the present time unless it has one."""
        if self.is_on:
            timed = {**event, "timestamp": event.get("timestamp", self._clock.now_ms())}
            signature = {"X-ZEvent-Signature": mini_app_signature(timed, self._key())}
            self._outbox.put("mini_app", str(timed.get("event")), orjson.dumps(timed), signature | dict(headers or {}))

    def _key(self) -> str:
        is_api_key = self._knobs.text("mini_webhook.signing_key") == "api_key"
        return self._settings.mini_api_key if is_api_key else self._settings.app_secret

    def _app_id(self) -> str:
        is_zalo_app = self._knobs.text("mini_webhook.app_id_kind") == "zalo_app_id"
        return self._settings.app_id if is_zalo_app else self._settings.mini_app_id
