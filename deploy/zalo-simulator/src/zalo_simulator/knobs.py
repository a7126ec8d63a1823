"""Every point where Zalo's behaviour is uncertain, as one table of switches.

Names and defaults are those of docs/contracts/zalo.md, section 13. A placeholder stands for a code that nobody has
documented.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

Value = bool | int | float | str | list[Any] | None


@dataclass(frozen=True, slots=True)
class Knob:
    name: str
    type: str
    default: Value
    meaning: str


def _integer(value: object, minimum: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= minimum


def _share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _list_of(value: object, of: Callable[[Any], bool]) -> bool:
    return isinstance(value, list) and all(map(of, value))


_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


ACCEPTS: Mapping[str, Callable[[Any], bool]] = {
    "flag": lambda value: isinstance(value, bool),
    "count": lambda value: _integer(value, 0),
    "limit": lambda value: value is None or _integer(value, 0),
    "code": lambda value: _integer(value, -1_000_000) and value != 0,
    "text": lambda value: isinstance(value, str),
    "share": _share,
    "time": lambda value: isinstance(value, str) and _TIME.fullmatch(value) is not None,
    "zone": lambda value: isinstance(value, str) and value in available_timezones(),
    "texts": lambda value: _list_of(value, lambda one: isinstance(one, str)),
    "seconds": lambda value: _list_of(value, lambda one: _integer(one, 0)),
}
"""What the values of a type may be. A `limit` of null means none; a type with `|` lists its values."""


def accepts(type_name: str, value: object) -> bool:
    if "|" in type_name:
        return value in type_name.split("|")
    return ACCEPTS[type_name](value)


KNOBS = (
    Knob("graph.user_token_ttl_seconds", "count", 3600, "life of a user access token"),
    Knob("graph.require_appsecret_proof", "flag", True, "/v2.0/me refuses a call without the proof"),
    Knob("graph.bad_proof_error", "code", -242, "answer to a wrong or missing proof on /v2.0/me (placeholder)"),
    Knob("graph.location_value_type", "string|number", "string", "how latitude, longitude and timestamp are written"),
    Knob("graph.onetime_code_ttl_seconds", "count", 120, "life of a phone or location code"),
    Knob("graph.simulate_foreign_ip", "flag", False, "-501: the caller is outside Viet Nam"),
    Knob("graph.name_without_consent", "flag", False, "name and picture are given although the person did not consent"),
    Knob("oauth.oa_access_ttl_seconds", "count", 90_000, "life of an OA access token"),
    Knob("oauth.oa_refresh_ttl_days", "count", 90, "life of an OA refresh token"),
    Knob("oauth.user_refresh_ttl_days", "count", 30, "life of a user refresh token, counted from the first login"),
    Knob("oauth.oa_fixed_pkce", "flag", False, "an OA link must carry the callback and challenge saved in the console"),
    Knob("oauth.console_callback_url", "text", "", "the callback saved in the console, for oauth.oa_fixed_pkce"),
    Knob("oauth.console_code_challenge", "text", "", "the challenge saved in the console, for oauth.oa_fixed_pkce"),
    Knob("oauth.revoke_old_access_on_refresh", "flag", True, "a refresh kills the access token it replaces"),
    Knob("oauth.refresh_reuse_grace_seconds", "count", 0, "for so long a used refresh token gives the same new pair"),
    Knob("oauth.invalid_refresh_error", "code", -14014, "invalid, used or expired refresh token (placeholder)"),
    Knob("oauth.invalid_code_error", "code", -14024, "invalid, used or expired code, or wrong verifier (placeholder)"),
    Knob("oauth.invalid_secret_error", "code", -14012, "missing or wrong secret_key header (placeholder)"),
    Knob("oauth.invalid_request_error", "code", -14001, "missing parameter or unknown grant_type (placeholder)"),
    Knob("oauth.error_without_numeric_code", "flag", False, "token errors carry no `error` key"),
    Knob("oa.cs_free_per_window", "limit", 8, "free replies in the 48 hours after an interaction; null: no limit"),
    Knob("oa.cs_sub_quota", "count", 2000, "paid replies of the OA's package, used outside the free ones"),
    Knob("oa.cs_allow_list_template", "flag", True, "a reply may carry a `list` attachment"),
    Knob("oa.template_quota", "count", 1_000_000, "template messages the OA has bought"),
    Knob("oa.template_recipient_shape", "both|flat|nested", "both", "`user_id` or `recipient.user_id`"),
    Knob("oa.legacy_transaction_enabled", "flag", False, "transaction messages still work (ended 2026-03-01)"),
    Knob("oa.legacy_promotion_enabled", "flag", False, "promotion messages still work (ended 2026-03-01)"),
    Knob("oa.legacy_shutdown_error", "code", -233, "answer of the two ended endpoints (placeholder)"),
    Knob("oa.rate_limit_per_minute", "limit", 4000, "calls of the OA API in a minute; null: no limit (for benches)"),
    Knob("oa.delivery_delay_ms", "count", 300, "from accepted to received, for the event and the phone"),
    Knob("zns.accept_local_phone", "flag", True, "0… and +84… are taken beside 84…"),
    Knob("zns.tracking_id_required", "flag", False, "a message without tracking_id is refused"),
    Knob("zns.dedupe_tracking_id", "flag", False, "a second message with the same tracking_id is the first one"),
    Knob("zns.night_block_enabled", "flag", True, "-133 at night"),
    Knob("zns.night_start", "time", "22:00", "when the night begins"),
    Knob("zns.night_end", "time", "06:00", "when the night ends"),
    Knob("zns.night_timezone", "zone", "Asia/Ho_Chi_Minh", "where the night is measured"),
    Knob("zns.night_exempt_template_types", "texts", ["authentication"], "kinds of template sent at night too"),
    Knob("zns.daily_quota", "count", 500, "template messages by phone in a day"),
    Knob("zns.rate_limit_per_second", "limit", None, "calls of the ZNS API in a second; null: no limit"),
    Knob("zns.delivery_delay_ms", "count", 800, "from accepted to delivered"),
    Knob("zns.delivery_fail_rate", "share", 0, "the share of accepted messages that are never delivered"),
    Knob("mini_notify.daily_app_limit", "count", 1000, "notifications of the mini app in a day"),
    Knob("mini_notify.daily_user_limit", "count", 1, "notifications of the mini app to one person in a day"),
    Knob("mini_openapi.envelope", "err_msg|error_message", "err_msg", "names of the code and the text in its answers"),
    Knob("webhook.timeout_seconds", "count", 2, "an answer that takes longer has failed"),
    Knob("webhook.retry_schedule_seconds", "seconds", [30, 300, 900, 1800, 3600], "pauses before each retry"),
    Knob("webhook.disable_after_retries", "flag", True, "after the last retry no event is sent until enabled again"),
    Knob("webhook.duplicate_rate", "share", 0, "the share of events that are sent twice"),
    Knob("webhook.reorder", "flag", False, "each event is late by up to two seconds, so that they overtake"),
    Knob("oa_webhook.url", "text", "", "where events of the OA and of ZNS are sent; empty: nowhere"),
    Knob("oa_webhook.first_term", "app_id|oa_id", "app_id", "what the mac begins with"),
    Knob("oa_webhook.secret_source", "oa_secret_key|app_secret", "oa_secret_key", "what the mac ends with"),
    Knob("oa_webhook.header_format", "mac=<hex>|mac = <hex>|<hex>", "mac=<hex>", "how the mac is written"),
    Knob("oa_webhook.submit_info_shape", "old|new", "old", "contact data with or without districts"),
    Knob("oa_webhook.seen_shape", "msg_ids|msg_id", "msg_ids", "all seen messages in one event, or one event each"),
    Knob("oa_webhook.seen_direction", "oa_to_user|user_to_oa", "oa_to_user", "who the sender of a seen event is"),
    Knob("oa_webhook.echo_sends", "flag", True, "our own messages come back as oa_send_…"),
    Knob("mini_webhook.url", "text", "", "where events of the mini app are sent; empty: nowhere"),
    Knob("mini_webhook.signing_key", "api_key|app_secret", "api_key", "what the signature ends with"),
    Knob("mini_webhook.app_id_kind", "zalo_app_id|mini_app_id", "zalo_app_id", "which id appId is"),
    Knob("mini_webhook.retry_schedule_seconds", "seconds", [30, 300, 900, 1800, 3600], "pauses before each retry"),
    Knob("checkout.callback_url", "text", "", "where the result of a payment is sent; empty: nowhere"),
    Knob("checkout.notify_url", "text", "", "where a choice of bank transfer or cash is sent; empty: nowhere"),
    Knob("checkout.callback_retry_schedule_seconds", "seconds", [60, 300, 900], "pauses before each retry"),
    Knob("identity.user_id_by_app_equals_me_id", "flag", True, "user_id_by_app of the OA API is the id of /v2.0/me"),
)

_BY_NAME = {knob.name: knob for knob in KNOBS}


class KnobError(ValueError):
    """A knob that does not exist, or a value it does not take."""


class Knobs:
    def __init__(self, given: Mapping[str, Value] | None = None) -> None:
        self._defaults: dict[str, Value] = {knob.name: knob.default for knob in KNOBS} | dict(given or {})
        self.reset()

    def reset(self) -> None:
        self._values = dict(self._defaults)

    def turn(self, changes: Mapping[str, object]) -> None:
        """All changes or none."""
        for name, value in changes.items():
            knob = _BY_NAME.get(name)
            if knob is None:
                raise KnobError(f"no such knob: {name}")
            if not accepts(knob.type, value):
                raise KnobError(f"{name} takes a {knob.type}, not {value!r}")
        self._values.update(changes)  # type: ignore[arg-type]  # checked above

    def changed(self) -> dict[str, Value]:
        return {knob.name: value for knob, value in self.table() if value != knob.default}

    def table(self) -> Iterable[tuple[Knob, Value]]:
        return ((knob, self._values[knob.name]) for knob in KNOBS)

    def flag(self, name: str) -> bool:
        return self._values[name] is True

    def number(self, name: str) -> int:
        value = self._values[name]
        assert isinstance(value, int), name
        return value

    def limit(self, name: str) -> int | None:
        return None if self._values[name] is None else self.number(name)

    def share(self, name: str) -> float:
        value = self._values[name]
        assert isinstance(value, int | float), name
        return value

    def many(self, name: str) -> list[Any]:
        value = self._values[name]
        assert isinstance(value, list), name
        return value

    def text(self, name: str) -> str:
        return str(self._values[name])
