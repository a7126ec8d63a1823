"""The only reader of the environment; variables begin with ``DOSSIER_``."""

from datetime import timedelta

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from shared.crypto import FieldCipher
from shared.settings import ServiceSettings
from svc_dossier.upstream.signature import parse_keys


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="DOSSIER_", frozen=True, extra="ignore")

    port: int = Field(default=8081, ge=1, le=65535)
    mongo_database: str = Field(default="svc_dossier", pattern=r"^[a-z][a-z0-9_]{1,37}$")

    field_keys: SecretStr
    """Keys for personal fields at rest: ``k1:<base64 of 32 bytes>[,k0:…]``, the current one first."""
    upstream_keys: SecretStr = SecretStr("")
    """Who may tell us statuses: ``one-stop:<base64 of 32 bytes or more>[,one-stop:<older>][,dvcqg:…]``."""
    root_code: str = Field(default="H48", pattern=r"^[HG]\d{2}$")
    """Level 1 of the electronic agency id, the end of every office's part of a dossier code. H48 is Quảng Ngãi."""
    max_file_bytes: int = Field(default=10 * 1024 * 1024, ge=1024, le=50 * 1024 * 1024)
    unattached_file_hours: int = Field(default=24, ge=1, le=24 * 30)
    """How long an uploaded file waits for a dossier to take it."""

    @property
    def file_life(self) -> timedelta:
        return timedelta(hours=self.unattached_file_hours)

    @field_validator("upstream_keys")
    @classmethod
    def _are_upstream_keys(cls, value: SecretStr) -> SecretStr:
        parse_keys(value.get_secret_value())
        return value

    @field_validator("field_keys")
    @classmethod
    def _are_keys(cls, value: SecretStr) -> SecretStr:
        try:
            FieldCipher.parse(value.get_secret_value())
        except ValueError:
            raise ValueError("must be '<id>:<base64 of 32 bytes>', comma-separated, the current one first") from None
        return value
