"""The only reader of the environment; variables begin with ``DOSSIER_``."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import SettingsConfigDict

from shared.settings import DatabaseName, FieldKeys, ServiceSettings, WebUrlOrNone, written
from svc_dossier.upstream.signature import parse_keys


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="DOSSIER_", frozen=True, extra="ignore")

    port: int = Field(default=8081, ge=1, le=65535)
    operations_port: int = Field(default=8181, ge=1, le=65535)
    mongo_database: DatabaseName = "svc_dossier"

    field_keys: FieldKeys
    """Keys for personal fields at rest: ``k1:<base64 of 32 bytes>[,k0:…]``, the current one first."""
    staff_keys: FieldKeys
    """Shared with the gateway, for the names of officers in its events; same form."""
    one_stop_url: WebUrlOrNone = ""
    """The province's one-stop system, to which dossiers are sent; empty where there is none. Signed with its key."""
    upstream_keys: SecretStr = SecretStr("")
    """Who may send statuses: ``one-stop:<base64 of 32 bytes or more>[,one-stop:<older>][,dvcqg:…]``."""
    root_code: Annotated[str, written("[HG][0-9]{2}", "a code such as H48")] = "H48"
    """Level 1 of the electronic agency id, the end of every office's part of a dossier code. H48 is Quảng Ngãi."""
    max_file_bytes: int = Field(default=10 * 1024 * 1024, ge=1024, le=50 * 1024 * 1024)
    unattached_file_hours: int = Field(default=24, ge=1, le=24 * 30)
    """How long an uploaded file waits for a dossier to take it."""

    @property
    def one_stop_key(self) -> bytes:
        """What we sign with for the one-stop system."""
        return parse_keys(self.upstream_keys.get_secret_value())["one-stop"][0]

    @property
    def file_life(self) -> timedelta:
        return timedelta(hours=self.unattached_file_hours)

    @field_validator("upstream_keys")
    @classmethod
    def _are_upstream_keys(cls, value: SecretStr, others: ValidationInfo) -> SecretStr:
        keys = parse_keys(value.get_secret_value())
        if others.data.get("one_stop_url") and "one-stop" not in keys:
            raise ValueError("must hold a key of one-stop, because DOSSIER_ONE_STOP_URL is given")
        return value
