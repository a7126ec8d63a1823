"""The keys that sign tokens: a directory of Ed25519 private keys, ``<signs from, Unix seconds>-<name>.pem``.

The youngest key whose time has come signs. A new key is published for ``LEAD`` before it signs, so every service knows
it by then; an old one stays published until the last token it signed has ended. The directory is read again every few
seconds: a rotation needs no restart.
"""

import asyncio
import base64
import os
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from gateway.domain.session import ACCESS_LIFE
from shared.backoff import pause
from shared.clock import Clock
from shared.errors import CannotRun
from shared.logs import get_logger

LEAD = timedelta(minutes=10)
"""Twice the time after which services renew their copy of the key set."""
MARGIN = timedelta(minutes=1)
LOOK_EVERY = 5.0

log = get_logger()


@dataclass(frozen=True)
class SigningKey:
    id: str
    signs_from: int
    private: Ed25519PrivateKey

    @property
    def public(self) -> Ed25519PublicKey:
        return self.private.public_key()


class SigningKeys:
    """A ``KeySource`` for the gateway's own verifier, too."""

    def __init__(self, directory: Path, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock
        self._keys: dict[str, SigningKey] = {}
        self._names: list[str] = []
        self.load()

    def load(self) -> None:
        """Read the directory again if it changed."""
        names = sorted(path.name for path in self._directory.glob("*.pem"))
        if names != self._names:
            keys = [_read(self._directory / name) for name in names]
            self._keys, self._names = {key.id: key for key in keys}, names
            log.info("signing_keys_loaded", keys=[key.id for key in keys])

    async def watch(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                self.load()
            except (OSError, ValueError, TypeError) as error:
                log.error("signing_keys_not_loaded", error=str(error))
            await pause(LOOK_EVERY, stop)

    def current(self) -> SigningKey:
        """The key that signs now. Before the time of the first one, that one."""
        now = self._clock.now().timestamp()
        by_age = sorted(self._keys.values(), key=lambda key: (key.signs_from, key.id))
        due = [key for key in by_age if key.signs_from <= now]
        return due[-1] if due else by_age[0]

    def published(self) -> list[SigningKey]:
        """All but those whose last token has ended."""
        return [key for key in self._keys.values() if not self._is_over(key)]

    def key_set(self) -> dict[str, Any]:
        """RFC 7517, RFC 8037."""
        return {"keys": [_jwk(key) for key in self.published()]}

    async def key(self, key_id: str) -> Ed25519PublicKey | None:
        known = self._keys.get(key_id)
        return known.public if known is not None and not self._is_over(known) else None

    def rotate(self) -> tuple[SigningKey, list[str]]:
        """Make the next key (the first signs at once) and remove those that are over; their ids."""
        now = int(self._clock.now().timestamp())
        over = [key.id for key in self._keys.values() if self._is_over(key)]
        made = create_key(self._directory, now + int(LEAD.total_seconds()) if self._keys else now)
        for key_id in over:
            (self._directory / f"{key_id}.pem").unlink(missing_ok=True)
        self.load()
        return made, over

    def _is_over(self, key: SigningKey) -> bool:
        """A younger key has been signing for longer than a token lives."""
        ended = self._clock.now() - ACCESS_LIFE - MARGIN
        return any(key.signs_from < other.signs_from <= ended.timestamp() for other in self._keys.values())


def create_key(directory: Path, signs_from: int) -> SigningKey:
    key = SigningKey(f"{signs_from}-{secrets.token_hex(4)}", signs_from, Ed25519PrivateKey.generate())
    pem = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # Written whole under another name first: a reader never sees half a key.
    unfinished = directory / f"{key.id}.part"
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
    unfinished.rename(directory / f"{key.id}.pem")
    return key


def open_signing_keys(directory: Path, clock: Clock) -> SigningKeys:
    """The keys in ``directory``; an empty one gets its first. Raises ``CannotRun`` where there is no such folder: a key
    that was made at a misspelt place would end every session.
    """
    if not directory.is_dir():
        raise CannotRun(f"GATEWAY_SIGNING_KEYS_DIR: {directory} is no folder; on a first start an empty one is right")
    if not any(directory.glob("*.pem")):
        create_key(directory, int(clock.now().timestamp()))
        # On a machine that had keys this is a folder that was not mounted, and everybody signs in anew.
        log.warning("first_signing_key_made", folder=str(directory))
    return SigningKeys(directory, clock)


def _read(path: Path) -> SigningKey:
    signs_from, _, name = path.stem.partition("-")
    private = load_pem_private_key(path.read_bytes(), password=None)
    if not signs_from.isdigit() or not name or not isinstance(private, Ed25519PrivateKey):
        raise ValueError(f"{path.name}: <signs from>-<name>.pem with an Ed25519 private key is expected")
    return SigningKey(path.stem, int(signs_from), private)


def _jwk(key: SigningKey) -> dict[str, str]:
    raw = key.public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    x = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    return {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": key.id, "use": "sig", "alg": "EdDSA"}
