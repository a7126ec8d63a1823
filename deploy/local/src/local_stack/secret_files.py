"""Passwords and keys of this machine: made once, kept in files that only the owner can read, passed on as paths."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def password() -> str:
    return secrets.token_urlsafe(24)


def key_ring() -> str:
    """One key of 32 bytes in the form that ``shared.crypto`` reads: ``k1:<base64>``."""
    return f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def mongo_key_file() -> str:
    return base64.b64encode(secrets.token_bytes(96)).decode()


class SecretFiles:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, name: str) -> Path:
        return self._folder / name

    def kept(self, name: str, make: Callable[[], str]) -> Path:
        """The file of a secret that is made at its first use."""
        path = self.path(name)
        return path if path.exists() else self.write(name, make())

    def write(self, name: str, text: str) -> Path:
        """Replace the secret as a whole: no reader ever sees half of it."""
        path = self.path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
        return new.replace(path)

    def folder(self, name: str) -> Path:
        """A folder for a program that keeps its secrets itself."""
        path = self.path(name)
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path
