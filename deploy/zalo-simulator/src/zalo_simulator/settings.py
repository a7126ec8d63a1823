"""The only reader of the environment (prefix ZALO_SIMULATOR_)."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="ZALO_SIMULATOR_", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8090, ge=0, le=65535)
    templates: Path | None = None
    app_id: str = "1000000000000000001"
    app_secret: str = "demo-app-secret"  # noqa: S105  # the constants of a demonstration
    mini_app_id: str = "5000000000000000005"
    mini_api_key: str = "demo-mini-api-key"
    checkout_private_key: str = "demo-checkout-private-key"
    oa_id: str = "4000000000000000004"
    oa_secret: str = "demo-oa-secret-key"  # noqa: S105
    oa_name: str = "Quảng Ngãi Smart"
    developer_user_id: str = "2000000000000000001"
    """Whom the literal token ``ACCESS_TOKEN`` stands for, once there is such a person."""
    oa_webhook_url: str = ""
    mini_webhook_url: str = ""
    mini_app_origin: str = ""
    """Where the mini app is open in a browser; pages from there may ask the control API for what the SDK gives."""
    state_file: Path | None = None
    messages_kept: int = Field(default=50_000, ge=1)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
