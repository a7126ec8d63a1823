"""The only reader of the environment; variables begin with ``FEEDBACK_``."""

from datetime import timedelta

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from shared.settings import BaseUrlOrNone, DatabaseName, FieldKeys, ServiceSettings
from svc_feedback.domain.open311_keys import parse_keys


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="FEEDBACK_", frozen=True, extra="ignore")

    port: int = Field(default=8082, ge=1, le=65535)
    operations_port: int = Field(default=8182, ge=1, le=65535)
    mongo_database: DatabaseName = "svc_feedback"

    field_keys: FieldKeys
    """Keys for personal fields at rest: ``k1:<base64 of 32 bytes>[,k0:…]``, the current one first."""
    staff_keys: FieldKeys
    """Shared with the gateway, for the names of officers in its events; same form."""
    max_file_bytes: int = Field(default=25 * 1024 * 1024, ge=1024, le=50 * 1024 * 1024)
    """The most bytes of a picture or a short video."""
    open311_keys: SecretStr = SecretStr("")
    """Systems that may create requests by Open311: ``<name>:<16 characters or more>[,…]``; empty: none."""
    public_url: BaseUrlOrNone = ""
    """Where everybody reaches the gateway, for addresses in answers of Open311."""
    unattached_file_hours: int = Field(default=24, ge=1, le=24 * 7)
    """How long an uploaded file waits for a report to take it."""

    @property
    def file_life(self) -> timedelta:
        return timedelta(hours=self.unattached_file_hours)

    @field_validator("open311_keys")
    @classmethod
    def _are_open311_keys(cls, value: SecretStr) -> SecretStr:
        parse_keys(value.get_secret_value())
        return value
