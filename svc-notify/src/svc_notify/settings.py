"""The only reader of the environment; variables begin with ``NOTIFY_``."""

import re
from datetime import date, time
from typing import Annotated, ClassVar

import orjson
from pydantic import AnyHttpUrl, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from shared.settings import DatabaseName, FieldKeys, NonEmptySecret, ServiceSettings, WebUrl, ZaloId, written
from svc_notify.domain.policy import ORDER, Channel
from svc_notify.domain.retry_ladder import MORNING, QuietHours
from svc_notify.domain.webhook_signature import WebhookKeys

MOBILE = re.compile(r"0[35789][0-9]{8}")
_HOUR = "[0-9]{2}:[0-9]{2}"
_HOURS = written(f"({_HOUR}-{_HOUR})?", "hours such as 22:00-06:00, or empty")
_ID_OR_NONE = written("[0-9]{0,30}", "the digits that Zalo's console shows, or empty")


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="NOTIFY_", frozen=True, extra="ignore")
    beside: ClassVar[tuple[str, ...]] = ("SOCKET",)  # systemd's

    port: int = Field(default=8085, ge=1, le=65535)
    operations_port: int = Field(default=8185, ge=1, le=65535)
    mongo_database: DatabaseName = "svc_notify"

    zalo_oa_base: AnyHttpUrl = AnyHttpUrl("https://openapi.zalo.me")
    zalo_zns_base: AnyHttpUrl = AnyHttpUrl("https://business.openapi.zalo.me")
    zalo_mini_openapi_base: AnyHttpUrl = AnyHttpUrl("https://openapi.mini.zalo.me")
    zalo_oauth_base: AnyHttpUrl = AnyHttpUrl("https://oauth.zaloapp.com")
    zalo_oa_id: ZaloId
    zalo_app_id: ZaloId
    zalo_app_secret: NonEmptySecret
    zalo_oa_webhook_keys: SecretStr = Field(default=SecretStr(""), validate_default=False)
    """The Official Account's secret keys that sign its webhooks, comma-separated; two while one replaces another."""
    zalo_mini_app_webhook_keys: SecretStr = Field(default=SecretStr(""), validate_default=False)
    """The mini app's API keys, likewise. Without any key every webhook is refused, so who gives none leaves it out."""
    zalo_redirect_uri: WebUrl = "http://127.0.0.1/zalo/consent"
    """Where Zalo's permission page sends the administrator back to; must be the one saved in Zalo's console."""
    zalo_template_ids: Annotated[dict[str, str], NoDecode] = Field(default_factory=dict)
    """Ids that Zalo gave on approval, by milestone, as JSON: ``{"accepted": "812345"}``; the files hold samples."""
    channels: Annotated[tuple[Channel, ...], NoDecode] = (Channel.ZALO_OA_CS, Channel.ZALO_OA_TEMPLATE)
    """Those in use, comma-separated; the inbox is always there. ``console`` alone: nothing leaves this machine."""
    zalo_mini_app_id: Annotated[str, _ID_OR_NONE] = ""
    zalo_mini_app_api_key: SecretStr = SecretStr("")
    """The key with which notifications of the mini app are sent; of several, comma-separated, the first."""
    zalo_mini_app_template_id: str = Field(default="", max_length=100)
    """The notification template made in the mini app's console."""
    legacy_oa_until: date = date(2026, 3, 1)
    """The day on which Zalo ended transaction and promotion messages; a later one only if Zalo said so to this OA."""
    zalo_timeout_seconds: float = Field(default=5.0, gt=0, le=30)

    contact_keys: FieldKeys
    """The gateway's keys for the contact in citizen events: ``k1:<base64 of 32 bytes>[,k0:…]``, current one first."""
    staff_keys: FieldKeys
    """The gateway's keys for the names of staff in its events, in the same form."""
    field_keys: FieldKeys
    """This service's own keys for tokens and contacts at rest, in the same form."""

    quiet_hours: Annotated[str, _HOURS] = "22:00-06:00"
    """When nothing but urgent messages goes, in Vietnam; empty: never quiet."""

    coalescing: bool = True
    """What happens to one dossier within a minute is one push (domain/coalescing.py); else each event is its own."""

    public_phones: Annotated[tuple[str, ...], NoDecode] = ()
    """Mobile phones of offices, comma-separated: no others may stand in a broadcast."""

    send_concurrency: int = Field(default=64, ge=1, le=1_000)
    send_rate_per_minute: int = Field(default=3_600, ge=1, le=1_000_000)
    """Zalo allows 4,000 calls a minute to the whole app; the rest is room for other calls."""

    @property
    def webhook_keys(self) -> WebhookKeys:
        return WebhookKeys(
            self.zalo_app_id,
            self.zalo_oa_id,
            _listed(self.zalo_oa_webhook_keys),
            _listed(self.zalo_mini_app_webhook_keys),
        )

    @field_validator("zalo_mini_app_id", "zalo_mini_app_api_key", "zalo_mini_app_template_id")
    @classmethod
    def _given_for_the_mini_app(cls, value: str | SecretStr, others: ValidationInfo) -> str | SecretStr:
        if Channel.ZALO_MINI_APP in others.data.get("channels", ()) and not value:
            raise ValueError(f"is needed for the channel {Channel.ZALO_MINI_APP}")
        return value

    @field_validator("zalo_oa_webhook_keys", "zalo_mini_app_webhook_keys")
    @classmethod
    def _hold_a_key(cls, value: SecretStr) -> SecretStr:
        if not _listed(value):
            raise ValueError("holds no key, so every webhook would be refused; leave it out if none is to come")
        return value

    @field_validator("channels", mode="before")
    @classmethod
    def _are_listed(cls, value: object) -> object:
        names = [name.strip() for name in value.split(",")] if isinstance(value, str) else value
        if isinstance(names, list) and (not set(names) <= set(ORDER) or len(set(names)) < len(names)):
            raise ValueError(f"must be some of {', '.join(ORDER)}, comma-separated, each once")
        return names

    @field_validator("public_phones", mode="before")
    @classmethod
    def _are_phones(cls, value: object) -> object:
        phones = [phone.strip() for phone in value.split(",") if phone.strip()] if isinstance(value, str) else value
        if isinstance(phones, list) and not all(MOBILE.fullmatch(phone) for phone in phones):
            raise ValueError("must be mobile phones such as 0905123456, comma-separated")
        return phones

    @property
    def quiet(self) -> QuietHours | None:
        begin, _, end = self.quiet_hours.partition("-")
        return QuietHours(time.fromisoformat(begin), time.fromisoformat(end)) if end else None

    @field_validator("quiet_hours")
    @classmethod
    def _are_hours(cls, value: str) -> str:
        begin, _, end = value.partition("-")
        try:
            if value and not time.fromisoformat(end) < MORNING < time.fromisoformat(begin):
                raise ValueError
        except ValueError:
            raise ValueError("must be '22:00-06:00', over midnight and over by 06:05, or empty") from None
        return value

    @field_validator("zalo_template_ids", mode="before")
    @classmethod
    def _is_json(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            raise ValueError("must be a JSON object of milestone and id") from None

    @field_validator("zalo_template_ids")
    @classmethod
    def _are_ids(cls, value: dict[str, str]) -> dict[str, str]:
        if not all(zalo_id == "" or zalo_id.isdecimal() for zalo_id in value.values()):
            raise ValueError("ids are digits, or empty for a template that is not approved")
        return value


def _listed(keys: SecretStr) -> list[str]:
    return [key.strip() for key in keys.get_secret_value().split(",") if key.strip()]
