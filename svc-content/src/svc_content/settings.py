"""The only reader of the environment; variables begin with ``CONTENT_``."""

from datetime import timedelta

from pydantic import Field, field_validator
from pydantic_settings import SettingsConfigDict

from shared.settings import BaseUrl, BaseUrlOrNone, DatabaseName, ServiceSettings, ZaloId
from svc_content.outside.fetcher import networks


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="CONTENT_", frozen=True, extra="ignore")

    port: int = Field(default=8084, ge=1, le=65535)
    operations_port: int = Field(default=8184, ge=1, le=65535)
    mongo_database: DatabaseName = "svc_content"

    mini_app_id: ZaloId
    """The id of the app that links open."""
    public_url: BaseUrl = "http://127.0.0.1:8080"
    """Where the Internet reaches the gateway: what feeds, the sitemap and pictures in them lead to."""
    fetch_networks: str = ""
    """Networks that feeds and streams may lie in beside the public Internet, such as ``10.1.2.0/24``."""
    max_file_bytes: int = Field(default=10 * 1024 * 1024, ge=1024, le=50 * 1024 * 1024)
    unattached_file_hours: int = Field(default=24 * 7, ge=1, le=24 * 30)
    """How long an uploaded picture waits for an article to take it."""
    probe_seconds: float = Field(default=30, gt=0, le=3600)
    """Seconds between two looks at the streams."""

    demonstration: bool = False
    """Articles to look at, for a developer's machine."""
    demonstration_streams: BaseUrlOrNone = ""
    """Where test streams are, for channels whose station has given no address."""

    @property
    def file_life(self) -> timedelta:
        return timedelta(hours=self.unattached_file_hours)

    @field_validator("fetch_networks")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        networks(value)
        return value
