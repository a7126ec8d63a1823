"""The only reader of the environment; variables begin with ``NOTIFY_``."""

from datetime import time
from typing import Annotated

import orjson
from pydantic import AnyHttpUrl, Field, SecretStr, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from shared.crypto import FieldCipher
from shared.settings import ServiceSettings
from svc_notify.domain.retry_ladder import MORNING, QuietHours
from svc_notify.use_cases.take_webhook import Senders


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="NOTIFY_", frozen=True, extra="ignore")

    port: int = Field(default=8085, ge=1, le=65535)
    mongo_database: str = Field(default="svc_notify", pattern=r"^[a-z][a-z0-9_]{1,37}$")

    zalo_oa_base: AnyHttpUrl = AnyHttpUrl("https://openapi.zalo.me")
    zalo_oauth_base: AnyHttpUrl = AnyHttpUrl("https://oauth.zaloapp.com")
    zalo_oa_id: str = Field(pattern=r"^\d{5,30}$")
    zalo_app_id: str = Field(pattern=r"^\d{5,30}$")
    zalo_app_secret: SecretStr
    zalo_oa_webhook_keys: SecretStr = SecretStr("")
    """The Official Account's secret keys that sign its webhooks, comma-separated; two while one replaces another."""
    zalo_mini_app_webhook_keys: SecretStr = SecretStr("")
    """The mini app's API keys, likewise. Without any key every webhook is refused."""
    zalo_redirect_uri: str = "http://127.0.0.1/zalo/consent"
    """Where Zalo's permission page sends the administrator back to; must be the one saved in Zalo's console."""
    zalo_template_ids: Annotated[dict[str, str], NoDecode] = Field(default_factory=dict)
    """Ids that Zalo gave on approval, by milestone, as JSON: ``{"accepted": "812345"}``; the files hold samples."""
    zalo_timeout_seconds: float = Field(default=5.0, gt=0, le=30)

    contact_keys: SecretStr
    """The gateway's keys for the contact in citizen events: ``k1:<base64 of 32 bytes>[,k0:…]``, current one first."""
    field_keys: SecretStr
    """This service's own keys for tokens and contacts at rest, in the same form."""

    quiet_hours: str = Field(default="22:00-06:00", pattern=r"^$|^\d\d:\d\d-\d\d:\d\d$")
    """When nothing but urgent messages goes, in Vietnam; empty: never quiet."""

    joining: bool = True
    """What happens to one dossier within a minute becomes one message (domain/joining.py); else each by itself."""

    send_concurrency: int = Field(default=64, ge=1, le=1_000)
    send_rate_per_minute: int = Field(default=3_600, ge=1, le=1_000_000)
    """Zalo allows 4,000 calls a minute to the whole app; the rest is room for other calls."""

    @property
    def webhook_senders(self) -> Senders:
        return Senders(
            self.zalo_app_id,
            self.zalo_oa_id,
            _listed(self.zalo_oa_webhook_keys),
            _listed(self.zalo_mini_app_webhook_keys),
        )

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

    @field_validator("contact_keys", "field_keys")
    @classmethod
    def _are_keys(cls, value: SecretStr) -> SecretStr:
        try:
            FieldCipher.parse(value.get_secret_value())
        except ValueError:
            raise ValueError("must be '<id>:<base64 of 32 bytes>', comma-separated, the current one first") from None
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
