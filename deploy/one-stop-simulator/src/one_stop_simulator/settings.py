"""The only reader of the environment (prefix ONE_STOP_)."""

import base64
import binascii

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEMO_KEY = base64.b64encode(b"the key of a demonstration only!").decode()


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="ONE_STOP_", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8091, ge=0, le=65535)
    statuses_url: str = "http://127.0.0.1:8080/v1/upstream/one-stop/statuses"
    """Where statuses are sent."""
    key: str = DEMO_KEY
    """Base64. Both sides sign with it."""
    records_kept: int = Field(default=10_000, ge=1)

    @field_validator("key")
    @classmethod
    def _is_base64(cls, value: str) -> str:
        try:
            base64.b64decode(value, validate=True)
        except binascii.Error:
            raise ValueError("must be base64") from None
        return value
