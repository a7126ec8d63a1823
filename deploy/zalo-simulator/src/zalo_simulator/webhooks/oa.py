"""Events of the Official Account and of ZNS: what each holds, and its mac."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from zalo_simulator.clock import Clock
from zalo_simulator.deliveries import Rating
from zalo_simulator.knobs import Knobs
from zalo_simulator.messages import Message
from zalo_simulator.people import Person
from zalo_simulator.settings import Settings
from zalo_simulator.webhooks.outbox import Outbox
from zalo_simulator.webhooks.signatures import oa_mac

ZNS = {"X-ZEvent-Server": "ZNS"}
_ECHOES = {"oa.cs": "oa_send_text", "oa.template": "oa_send_template"}


class OaWebhook:
    def __init__(self, settings: Settings, knobs: Knobs, clock: Clock, outbox: Outbox) -> None:
        self._settings = settings
        self._knobs = knobs
        self._clock = clock
        self._outbox = outbox

    @property
    def is_on(self) -> bool:
        return bool(self._knobs.text("oa_webhook.url"))

    def followed(self, person: Person, source: str = "oa_profile") -> None:
        self._follower("follow", person, source=source)

    def unfollowed(self, person: Person) -> None:
        self._follower("unfollow", person)

    def _follower(self, name: str, person: Person, **fields: str) -> None:
        follower = {"oa_id": self._settings.oa_id, "follower": {"id": person.oa_user_id}, **self._by_app(person)}
        self.send({**follower, "event_name": name, **fields, **self._app()})

    def user_sent(self, person: Person, message: Message, name: str, attachments: Sequence[Mapping[str, Any]]) -> None:
        """A person wrote to the Official Account, or sent it a picture, a place and so on."""
        content = {"text": message.raw.decode(), "msg_id": message.message_id}
        self.send(self._from_user(person, name, {**content, "attachments": attachments} if attachments else content))

    def submitted_info(self, person: Person, info: Mapping[str, str]) -> None:
        """The contact data that a person filled in. The new shape has no district."""
        given = {"name": person.name, "phone": person.phone or ""}
        if self._knobs.text("oa_webhook.submit_info_shape") == "old":
            shown: dict[str, Any] = given | {part: info[part] for part in ("address", "city", "district", "ward")}
        else:
            place = {"user_city": info["city"], "user_ward": info["ward"], "user_address": info["address"]}
            shown = {**given, "user_dob": "", "gender": "", "full_address": place}
        ends = {"sender": {"id": person.oa_user_id}, "recipient": {"id": self._settings.oa_id}}
        self.send({**ends, "event_name": "user_submit_info", **self._app(), "info": shown})

    def accepted(self, person: Person, message: Message) -> None:
        """An echo of the message that was accepted, and its arrival on the phone."""
        if not message.endpoint.startswith("oa."):
            return
        if self._knobs.flag("oa_webhook.echo_sends") and (echo := _ECHOES.get(message.endpoint)):
            self.send(self._to_user(person, echo, {"text": "", "msg_id": message.message_id}))
        received = self._to_user(person, "user_received_message", {"msg_id": message.message_id})
        self.send(received, self._knobs.number("oa.delivery_delay_ms"))

    def delivered(self, recipient: str, message: Message, delivered_at: int) -> None:
        """A message by phone number arrived. The event is that of the Official Account's messages with other fields."""
        content = {"delivery_time": str(delivered_at), "msg_id": message.message_id}
        if message.tracking_id:
            content["tracking_id"] = message.tracking_id
        ends = {"sender": {"id": self._settings.oa_id}, "recipient": {"id": recipient}}
        event = {**self._app(), "event_name": "user_received_message", **ends, "message": content}
        self.send(event, max(0, delivered_at - self._clock.now_ms()), ZNS)

    def seen(self, person: Person, message_ids: Sequence[str]) -> None:
        in_one_event = self._knobs.text("oa_webhook.seen_shape") == "msg_ids"
        contents: list[dict[str, Any]] = (
            [{"msg_ids": list(message_ids)}] if in_one_event else [{"msg_id": message_id} for message_id in message_ids]
        )
        from_oa = self._knobs.text("oa_webhook.seen_direction") == "oa_to_user"
        compose = self._to_user if from_oa else self._from_user
        for content in contents:
            self.send(compose(person, "user_seen_message", content))

    def rated(self, rating: Rating) -> None:
        content: dict[str, Any] = {"note": rating.note, "rate": rating.rate, "submit_time": str(rating.submitted_at)}
        content |= {"msg_id": rating.message_id, "feedbacks": list(rating.feedbacks)}
        if rating.tracking_id:
            content["tracking_id"] = rating.tracking_id
        oa = {"oa_id": self._settings.oa_id}
        self.send({"event_name": "user_feedback", **self._app(), **oa, "message": content}, headers=ZNS)

    def template_reviewed(self, template_id: str, before: str, after: str, reason: str) -> None:
        status = {"prev_status": before, "new_status": after}
        subject = {"oa_id": self._settings.oa_id, **self._app(), "template_id": template_id}
        self.send({"event_name": "change_template_status", **subject, "status": status, "reason": reason}, headers=ZNS)

    def quota_changed(self, before: int, after: int) -> None:
        """`oaId`, in camel case, unlike every other event."""
        quota = {"prev_value": str(before), "new_value": str(after)}
        subject = {"oaId": self._settings.oa_id, **self._app()}
        self.send({"event_name": "change_oa_daily_quota", **subject, "quota": quota}, headers=ZNS)

    def send(self, event: Mapping[str, Any], delay_ms: int = 0, headers: Mapping[str, str] | None = None) -> None:
        """Sends any event, with the present time unless it has one."""
        if self.is_on:
            timed = {**event, "timestamp": event.get("timestamp", str(self._clock.now_ms() + delay_ms))}
            raw = orjson.dumps(timed)
            mac = self._mac(raw, str(timed["timestamp"]))
            signature = {"X-ZEvent-Signature": self._knobs.text("oa_webhook.header_format").replace("<hex>", mac)}
            self._outbox.put("oa", str(timed.get("event_name")), raw, signature | dict(headers or {}), delay_ms)

    def _mac(self, raw: bytes, timestamp: str) -> str:
        settings, text = self._settings, self._knobs.text
        first = settings.app_id if text("oa_webhook.first_term") == "app_id" else settings.oa_id
        own = text("oa_webhook.secret_source") == "oa_secret_key"
        return oa_mac(first, raw, timestamp, settings.oa_secret if own else settings.app_secret)

    def _app(self) -> dict[str, str]:
        return {"app_id": self._settings.app_id}

    def _by_app(self, person: Person) -> dict[str, str]:
        same = self._knobs.flag("identity.user_id_by_app_equals_me_id")
        return {"user_id_by_app": person.user_id_by_app(same)}

    def _from_user(self, person: Person, name: str, message: Mapping[str, Any]) -> dict[str, Any]:
        return self._between(person.oa_user_id, self._settings.oa_id, person, name, message)

    def _to_user(self, person: Person, name: str, message: Mapping[str, Any]) -> dict[str, Any]:
        return self._between(self._settings.oa_id, person.oa_user_id, person, name, message)

    def _between(
        self, sender: str, recipient: str, person: Person, name: str, message: Mapping[str, Any]
    ) -> dict[str, Any]:
        ends = {"sender": {"id": sender}, **self._by_app(person), "recipient": {"id": recipient}}
        return {**self._app(), **ends, "event_name": name, "message": message}
