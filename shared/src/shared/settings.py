"""Settings of a service: read once from the environment, frozen, wrong ones stop the start.

Every variable may instead be given as ``<NAME>_FILE``, the path of a file that holds the value (Docker and
Kubernetes secrets).
"""

import os
import sys
from pathlib import Path
from typing import Any, Literal, NoReturn, TypeVar

from pydantic import Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.sources import EnvSettingsSource


class _FileSource(EnvSettingsSource):
    """``DOSSIER_MONGO_URL_FILE=/run/secrets/mongo`` gives ``mongo_url`` the content of that file."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        name = f"{self.env_prefix}{field_name}_FILE".upper()
        path = os.environ.get(name)
        if path is None:
            return None, field_name, False
        try:
            return Path(path).read_text().strip(), field_name, False
        except OSError as error:
            _refuse(name, f"the file cannot be read: {error.strerror}")


class ServiceSettings(BaseSettings):
    """What every service needs. A service subclasses it and names its ``env_prefix``."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    host: str = "127.0.0.1"
    port: int = Field(ge=1, le=65535)
    operations_host: str = "127.0.0.1"
    operations_port: int = Field(ge=1, le=65535)
    """Of ``/livez /readyz /metrics``: never published, and the last to close."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    mongo_url: SecretStr
    mongo_database: str = Field(pattern=r"^[a-z][a-z0-9_]{1,37}$")
    mongo_driver: Literal["pymongo", "motor"] = "pymongo"
    kafka_bootstrap_servers: str
    jwks_url: str = ""
    otel_endpoint: str = Field(default="", pattern=r"^(https?://\S+)?$")
    """Where spans go: an OpenTelemetry collector by OTLP/HTTP, such as ``http://collector:4318``. Empty: nowhere."""
    shutdown_delay_seconds: float = Field(default=0, ge=0, le=60)
    """How long to keep answering after SIGTERM with readiness off; Kubernetes needs about 5 to forget us."""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource, **named: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return named["init_settings"], named["env_settings"], _FileSource(settings_cls)


S = TypeVar("S", bound=BaseSettings)


def load_settings(settings_type: type[S]) -> S:
    """The settings from the environment, or one line on stderr for each wrong variable and exit status 2."""
    try:
        return settings_type()
    except ValidationError as error:
        prefix = str(settings_type.model_config.get("env_prefix", ""))
        for problem in error.errors():
            name = f"{prefix}{problem['loc'][0]}".upper() if problem["loc"] else prefix
            sys.stderr.write(f"{name}: {problem['msg']} (or {name}_FILE)" + "\n")
        raise SystemExit(2) from None


def _refuse(name: str, reason: str) -> NoReturn:
    sys.stderr.write(f"{name}: {reason}" + "\n")
    raise SystemExit(2)
