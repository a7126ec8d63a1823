"""The gateway's settings: ``GATEWAY_<NAME>``, or ``GATEWAY_<NAME>_FILE`` for a file that holds the value."""

import os
from pathlib import Path
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import SettingsConfigDict

from gateway.domain.console_login import origin
from gateway.proxy.address import Addresses
from gateway.proxy.route_table import BUDGETS, OWN
from gateway.proxy.upstream import UPSTREAM, address_variable, split_address
from shared.settings import (
    BaseUrlOrNone,
    FieldKeys,
    NonEmptySecret,
    ServiceSettings,
    WebUrl,
    WebUrlOrNone,
    ZaloId,
    written,
    wrong_variables,
)

ROUTES = Path(__file__).parent / "routes"


def _upstreams() -> dict[str, str]:
    return {
        f"svc-{name.removeprefix(UPSTREAM).lower().replace('_', '-')}": url
        for name, url in os.environ.items()
        if name.startswith(UPSTREAM)
    }


_OFFICE = written("[a-z0-9-]{1,60}", "the id of an office")
_PROCEDURE = written(r"[0-9]\.[0-9]{6}", "the code of a procedure, such as 1.012789")


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="GATEWAY_", frozen=True, extra="ignore")
    beside: ClassVar[tuple[str, ...]] = (UPSTREAM.removeprefix("GATEWAY_"),)

    port: int = Field(default=8080, ge=1, le=65535)
    operations_port: int = Field(default=8180, ge=1, le=65535)
    public_url: BaseUrlOrNone = ""
    """Where browsers reach the gateway, when that is not ``http://host:port``; staff come back to it from Zalo."""

    routes_dir: Path = ROUTES
    upstreams: dict[str, str] = Field(default_factory=_upstreams)
    """Addresses by service, from ``GATEWAY_UPSTREAM_<NAME>`` (``…_DOSSIER=http://host:port`` is svc-dossier's)."""
    limit_share: float = Field(default=1.0, gt=0)
    """The part of every limit that this process grants: 1/n with n gateways behind a balancer; large for load tests."""
    trusted_proxies: str = ""
    """Networks whose ``X-Forwarded-For`` is believed, such as ``10.0.0.0/8,fd00::/8``."""
    consoles: str = ""
    """Addresses of officers' consoles that a login may return to, such as ``https://console.example/signed-in``."""
    cors_origins: str = ""
    """Origins besides Zalo's web view, such as ``http://localhost:3000``."""

    signing_keys_dir: Path
    """The folder of the Ed25519 private keys, readable by the gateway alone; an empty one gets its first key."""
    field_keys: FieldKeys
    """The keys of personal data at rest, the current one first: ``k2:<base64 of 32 bytes>,k1:…``."""
    contact_keys: FieldKeys
    """Shared with svc-notify, for the contact in citizen events; same form."""
    staff_keys: FieldKeys
    """Shared with the services that give officers work, for their names in staff events; same form."""

    template_office: Annotated[str, _OFFICE] = "trung-tam-phuc-vu-hanh-chinh-cong"
    """The office whose visits Zalo's official template books, and the id of its organisation."""
    template_procedure: Annotated[str, _PROCEDURE] = "1.012789"
    """What such a visit is booked for: that template does not ask."""

    mini_app_dir: Path | None = None
    """The mini app's package (``make mini-app``), shown to browsers at ``/app/``; nothing is shown without."""
    mini_app_simulator: BaseUrlOrNone = ""
    """The Zalo simulator at which a browser signs in to it; never in production."""

    mini_app_tiles: WebUrlOrNone = ""
    """Where the tiles of its map are (``MAP_TILES`` of its build): a browser is let load pictures from there."""

    zalo_app_id: ZaloId
    zalo_app_secret: NonEmptySecret
    mini_app_id: ZaloId
    zalo_graph_base: WebUrl = "https://graph.zalo.me"
    zalo_oauth_base: WebUrl = "https://oauth.zaloapp.com"

    @field_validator("signing_keys_dir", mode="before")
    @classmethod
    def _is_a_folder(cls, value: object) -> object:
        if not value or Path(str(value)).is_file():
            raise ValueError("must name a folder")
        return value

    @field_validator("routes_dir")
    @classmethod
    def _is_folder(cls, value: Path) -> Path:
        if not value.is_dir():
            raise ValueError(f"{value} is no folder")
        return value

    @field_validator("mini_app_dir", mode="before")
    @classmethod
    def _is_package(cls, value: object) -> object:
        if not value:
            return None
        if not (Path(str(value)) / "index.html").is_file():
            raise ValueError(f"{value} has no index.html: `make mini-app` writes it")
        return value

    @field_validator("upstreams")
    @classmethod
    def _are_addresses_of_all_services(cls, value: dict[str, str], others: ValidationInfo) -> dict[str, str]:
        routed = {file.stem for file in others.data.get("routes_dir", ROUTES).glob("*.yaml")} - {
            OWN,
            Path(BUDGETS).stem,
        }
        faults = {address_variable(name): "is missing" for name in sorted(routed - value.keys())}
        for name, url in value.items():
            try:
                split_address(url)
            except ValueError as error:
                faults[address_variable(name)] = str(error)
        if faults:
            raise wrong_variables(faults)
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        Addresses(_list(value))
        return value

    @field_validator("consoles")
    @classmethod
    def _are_consoles(cls, value: str) -> str:
        for address in _list(value):
            parts = urlsplit(address)
            if parts.scheme not in ("http", "https") or not parts.netloc or parts.fragment or "@" in parts.netloc:
                raise ValueError(f"{address!r} is not an address such as https://console.example/signed-in")
        return value

    def public_base(self) -> str:
        """Where the Internet, or without it this machine, reaches the gateway."""
        return self.public_url or f"http://{self.host}:{self.port}"

    def callback_url(self) -> str:
        """Where Zalo's login page sends staff back to."""
        return f"{self.public_base()}/v1/staff/auth/callback"

    def trusted_networks(self) -> list[str]:
        return _list(self.trusted_proxies)

    def console_addresses(self) -> list[str]:
        return _list(self.consoles)

    def extra_origins(self) -> list[str]:
        """The origins that are allowed besides Zalo's web view: those named, and the consoles'."""
        return [*_list(self.cors_origins), *map(origin, self.console_addresses())]


def _list(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]
