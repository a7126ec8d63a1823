"""Settings of a service: read once from the environment, frozen, wrong ones stop the start.

Every variable may instead be given as ``<NAME>_FILE``, the path of a file that holds the value (Docker and
Kubernetes secrets).
"""

import os
import re
import ssl
import sys
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.sources import EnvSettingsSource

from shared.crypto import FieldCipher

_FILE = "_FILE"
_ALIKE = 0.7
"""How much a name must be like a known one, out of 1, to be taken for it: CHANELS is CHANNELS (0.93), PROT is PORT
(0.75)."""
_OF_KUBERNETES = re.compile(
    r"(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)=.*|(.+_)?PORT=(tcp|udp|sctp)://.*"
)
"""How it describes in the environment of every container each service whose name begins as our prefix does."""


def _are_keys(value: SecretStr) -> SecretStr:
    try:
        FieldCipher.parse(value.get_secret_value())
    except ValueError:
        meant = "must be '<id>:<base64 of 32 bytes>', comma-separated, the current one first, each id once"
        raise ValueError(meant) from None
    return value


_RING = AfterValidator(_are_keys)
FieldKeys = Annotated[SecretStr, _RING]
"""A ring of keys for ``FieldCipher``: the first one seals, all of them open."""

Text = TypeVar("Text", bound=str | SecretStr)


def written(pattern: str, meant: str) -> AfterValidator:
    """Refuses what is not ``meant``, without saying it again: it may hold a password."""

    def check(value: Text) -> Text:
        if not re.fullmatch(pattern, _text_of(value)):
            raise ValueError(f"must be {meant}")
        return value

    return AfterValidator(check)


def _has_ports_that_exist(value: Text) -> Text:
    if not all(0 < int(port) < 65536 for port in re.findall(r":(\d+)(?=[,/?]|$)", _text_of(value))):
        raise ValueError("must name ports from 1 to 65535")
    return value


def _text_of(value: str | SecretStr) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def _stray(text: str) -> str | None:
    """What an editor or a shell may leave in a secret, of which it would become a part."""
    if text.startswith("\ufeff"):
        return "begins with a byte order mark: save it as UTF-8 without one"
    if not text.isprintable():
        return "has several lines, or characters that cannot be seen"
    if text != text.strip():
        return "begins or ends with a blank"
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return "stands in quotation marks, which would be a part of it"
    return None


NonEmptySecret = Annotated[SecretStr, written("(?s).+", "given, and is empty")]

_PORTS = AfterValidator(_has_ports_that_exist)
_HOST = r"([^\s,/?@:\[\]]+|\[[0-9a-fA-F:]+\])"
_HOSTS = rf"{_HOST}(:\d{{1,5}})?(,{_HOST}(:\d{{1,5}})?)*"
_SERVERS = rf"{_HOST}:\d{{1,5}}(,{_HOST}:\d{{1,5}})*"

MongoUrl = Annotated[
    SecretStr,
    written(
        rf"mongodb(\+srv)?://([^\s/@]+@)?{_HOSTS}([/?]\S*)?",
        "mongodb://host:port/… or mongodb+srv://host/…, with : / @ % in the user and password as %3A %2F %40 %25",
    ),
    _PORTS,
]
KafkaServers = Annotated[str, written(_SERVERS, "host:port, several with commas and without spaces"), _PORTS]
_WEB_URL = r"https?://[^\s/]\S*"
WebUrl = Annotated[str, written(_WEB_URL, "a URL that begins with http:// or https://"), _PORTS]
WebUrlOrNone = Annotated[str, written(f"({_WEB_URL})?", "a URL that begins with http:// or https://, or empty"), _PORTS]
_BASE_URL = r"https?://[^\s/]+"
BaseUrl = Annotated[str, written(_BASE_URL, "a URL without a path, such as https://app.example"), _PORTS]
BaseUrlOrNone = Annotated[
    str, written(f"({_BASE_URL})?", "a URL without a path, such as https://app.example, or empty"), _PORTS
]
DatabaseName = Annotated[
    str, written("[a-z][a-z0-9_]{1,37}", "2 to 38 small letters, digits and _, the first a letter")
]
ZaloId = Annotated[str, written("[0-9]{5,24}", "the digits that Zalo's console shows")]


class _FileSource(EnvSettingsSource):
    """``DOSSIER_MONGO_URL_FILE=/run/secrets/mongo`` gives ``mongo_url`` the content of that file."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{self.env_prefix}{field_name}{_FILE}".upper())
        if path is None:
            return None, field_name, False
        try:
            return _read(path), field_name, False
        except (OSError, ValueError):  # named by ``_unreadable``, together with all other faults
            return None, field_name, False


class ServiceSettings(BaseSettings):
    """What every service needs. A service subclasses it and names its ``env_prefix``."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")
    beside: ClassVar[tuple[str, ...]] = ()
    """How variables begin, after our prefix, that are no settings of ours and yet somebody's."""

    host: str = "127.0.0.1"
    port: int = Field(ge=1, le=65535)
    operations_host: str = "127.0.0.1"
    operations_port: int = Field(ge=1, le=65535)
    """The port of ``/livez /readyz /metrics``: never published, and the last to close."""
    listen_fd: int | None = Field(default=None, ge=3)
    """A listening socket that whoever starts this process holds open and hands over by this number, instead of ``host``
    and ``port``: a new process takes over from a running one without a connection being refused."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    mongo_url: MongoUrl
    mongo_database: DatabaseName
    mongo_driver: Literal["pymongo", "motor"] = "pymongo"
    kafka_bootstrap_servers: KafkaServers
    kafka_user: str = ""
    """The user by whom Kafka is spoken to over SASL_SSL and SCRAM-SHA-512; empty: neither."""
    kafka_password: SecretStr = SecretStr("")
    kafka_ca_file: Path | None = None
    """Who signed the brokers' certificates; empty: an authority that this machine trusts."""
    jwks_url: WebUrlOrNone = ""
    otel_endpoint: WebUrlOrNone = ""
    """Where spans go: an OpenTelemetry collector by OTLP/HTTP, such as ``http://collector:4318``. Empty: nowhere."""
    shutdown_delay_seconds: float = Field(default=0, ge=0, le=60)
    """How long to keep answering after SIGTERM with readiness off; Kubernetes needs about 5 to forget us."""

    def rings(self) -> dict[str, FieldCipher]:
        """Every ring of keys, by the name of its setting."""
        rings = [name for name, field in type(self).model_fields.items() if _RING in field.metadata]
        return {name: FieldCipher.parse(getattr(self, name).get_secret_value()) for name in rings}

    def variable(self, setting: str) -> str:
        """What the environment calls ``setting``."""
        return _variable(type(self), setting)

    @field_validator("kafka_ca_file", mode="before")
    @classmethod
    def _is_a_file(cls, value: object) -> object:
        if not value:
            return None
        if not Path(str(value)).is_file():
            raise ValueError(f"{value} is no file")
        try:
            ssl.create_default_context(cafile=str(value))
        except (OSError, ssl.SSLError):
            raise ValueError(f"{value} holds no certificate in PEM") from None
        return value

    @model_validator(mode="after")
    def _user_has_a_password(self) -> Self:
        if bool(self.kafka_user) != bool(self.kafka_password.get_secret_value()):
            prefix = self.model_config.get("env_prefix", "")
            missing = "KAFKA_PASSWORD" if self.kafka_user else "KAFKA_USER"
            reason = f"is missing (or {prefix}{missing}{_FILE}): Kafka wants both a user and a password"
            raise wrong_variables({f"{prefix}{missing}": reason})
        return self

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource, **named: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return named["init_settings"], named["env_settings"], _FileSource(settings_cls)


S = TypeVar("S", bound=ServiceSettings)


def load_settings(settings_type: type[S]) -> S:
    """The settings from the environment, or one line on stderr for each wrong variable and exit status 2.

    A variable that is no setting is a wrong one: it would leave a setting at a default that nobody meant.
    """
    ungiven = _unreadable(settings_type) | _spoilt(settings_type)
    faults = ungiven | _unknown(settings_type)
    settings = None
    try:
        settings = settings_type()
    except ValidationError as error:
        wrong = [fault for details in error.errors() for fault in _faults(settings_type, details)]
        faults |= {name: reason for name, reason in wrong if not ungiven.keys() & {name, f"{name}{_FILE}"}}
    if settings is None or faults:
        sys.stderr.write("".join(f"{name}: {reason}\n" for name, reason in faults.items()))
        raise SystemExit(2)
    return settings


def wrong_variables(faults: Mapping[str, str]) -> PydanticCustomError:
    """The error that the validator of a field made of several variables raises: what is wrong, by variable."""
    return PydanticCustomError("wrong_variables", "made of wrong variables", {"faults": faults})


def _faults(settings_type: type[BaseSettings], details: ErrorDetails) -> Iterable[tuple[str, str]]:
    """The variables that are wrong, each with the reason."""
    name = _variable(settings_type, str(details["loc"][0]) if details["loc"] else "")
    match details["type"]:
        case "missing":
            return [(name, f"is missing (or {name}{_FILE})")]
        case "wrong_variables":
            return list(details["ctx"]["faults"].items())
    return [(name, details["msg"].removeprefix("Value error, "))]


def _unreadable(settings_type: type[BaseSettings]) -> dict[str, str]:
    faults = {}
    for field in settings_type.model_fields:
        name = f"{_variable(settings_type, field)}{_FILE}"
        if (path := os.environ.get(name)) is not None:
            try:
                _read(path)
            except FileNotFoundError:
                faults[name] = f"there is no file {path}; `make secrets` writes those of Compose"
            except OSError as error:
                faults[name] = f"the file cannot be read: {error.strerror}" if path else "names no file"
            except ValueError:
                faults[name] = "the file is no text in UTF-8"
    return faults


def _read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8").strip()


def _spoilt(settings_type: type[BaseSettings]) -> dict[str, str]:
    """Secrets that would be taken with what is no part of them: nothing but signatures that do not match shows it."""
    given = {name.upper(): value for name, value in os.environ.items()}
    faults = {}
    for field, of in settings_type.model_fields.items():
        name = _variable(settings_type, field)
        if of.annotation is SecretStr and (reason := _stray(given.get(name, ""))):
            faults[name] = reason
        try:
            text = _read(given[f"{name}{_FILE}"])
        except (KeyError, OSError, ValueError):  # not given, or named by ``_unreadable``
            continue
        if reason := _stray(text if of.annotation is SecretStr else text[:1]):
            faults[f"{name}{_FILE}"] = f"the file's text {reason}"
    return faults


def _unknown(settings_type: type[ServiceSettings]) -> dict[str, str]:
    """Variables with our prefix that are no setting, but for those of others."""
    prefix = _variable(settings_type, "")
    own = [field.upper() for field in settings_type.model_fields]
    known = {*own, *(f"{name}{_FILE}" for name in own)}
    faults = {}
    for variable, value in sorted(os.environ.items()):
        name = variable.upper().removeprefix(prefix)
        if not prefix or name == variable.upper() or name in known or name.startswith(settings_type.beside):
            continue
        if _OF_KUBERNETES.fullmatch(f"{name}={value}"):
            continue
        meant = get_close_matches(name, known, n=1, cutoff=_ALIKE)
        faults[f"{prefix}{name}"] = f"is no setting; did you mean {prefix}{meant[0]}?" if meant else "is no setting"
    return faults


def _variable(settings_type: type[BaseSettings], field: str) -> str:
    """What the environment calls ``field``."""
    return f"{settings_type.model_config.get('env_prefix', '')}{field}".upper()
