"""Passwords and keys for ``docker compose up``: ``python3 deploy/compose/make_secrets.py``, with nothing installed.

What is there already stays: the data in the volumes can be read with these keys and opened with these passwords only.
"""

import base64
import secrets
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "secrets"
SETTINGS = FOLDER.parents[2] / ".env"
MADE = "SECRETS=made"
DATABASES = ("gateway", "svc_dossier", "svc_notify", "svc_content", "svc_payment", "svc_feedback")
"""One for each service that keeps data, with a user of the same name."""
SEALING = ("gateway", "svc_dossier", "svc_notify", "svc_payment", "svc_feedback")
"""Those that keep personal fields."""


def password() -> str:
    return secrets.token_urlsafe(24)


def key_ring() -> str:
    """One key in the form that ``shared.crypto`` reads."""
    return f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def mongo_key_file() -> str:
    return base64.b64encode(secrets.token_bytes(96)).decode()


def mongo_url(database: str) -> str:
    return f"mongodb://{database}:{password()}@mongo:27017/{database}?replicaSet=rs0"


def monitor_url() -> str:
    """The address for a user who may look at the server's state and read no data."""
    return f"mongodb://mongodb_figures:{password()}@mongo:27017/admin?replicaSet=rs0"


OURS: dict[str, Callable[[], str]] = {
    "mongo_key_file": mongo_key_file,
    "mongo_administrator_password": password,
    "mongo_backup_password": password,
    "mongo_restore_password": password,
    **{f"{database}_mongo_url": partial(mongo_url, database) for database in DATABASES},
    **{f"{service}_field_keys": key_ring for service in SEALING},
    "contact_keys": key_ring,
    "staff_keys": key_ring,
    "mongodb_figures_url": monitor_url,
    "grafana_password": password,
}
"""Nothing runs without these."""

SECRETS: dict[str, Callable[[], str]] = {
    **OURS,
    "open311_keys": lambda: f"partner:{password()}",
    # The simulator's; the real ones come from Zalo's consoles.
    "zalo_app_secret": lambda: "demo-app-secret",
    "zalo_oa_webhook_keys": lambda: "demo-oa-secret-key",
    "zalo_mini_app_webhook_keys": lambda: "demo-mini-api-key",
    # The payment simulator's; the real ones come with the contract of each provider.
    "zalo_checkout_private_key": lambda: "zmp-demo-private-key-0001",
    "zalopay_key1": lambda: "ZLPDEMOKEY1aaaaaaaaaaaaaaaaaaaaa",
    "zalopay_key2": lambda: "ZLPDEMOKEY2bbbbbbbbbbbbbbbbbbbbb",
    "vnpay_hash_secret": lambda: "VNPDEMOSECRET0123456789ABCDEFGHI",
    "momo_access_key": lambda: "MOMODEMOACCESS01",
    "momo_secret_key": lambda: "MOMODEMOSECRET0123456789ABCDEFGH",
    "collecting_account": lambda: "1234567890123",
    "bank_notice_key": lambda: "demo-bank-notice-key",
}


def make_missing(folder: Path) -> list[str]:
    """The names of those that were missing."""
    folder.mkdir(mode=0o700, exist_ok=True)
    missing = [name for name in SECRETS if not (folder / name).exists()]
    for name in missing:
        file = folder / name
        file.write_text(SECRETS[name]())
        # The user of a container is another one than yours: the folder is what keeps others of this machine out.
        file.chmod(0o644)
    return missing


def note_made(settings: Path) -> None:
    """Add to ``settings`` what ``docker-compose.yml`` asks for before it builds anything; once."""
    present = settings.read_text(encoding="utf-8") if settings.exists() else ""
    if MADE not in present.splitlines():
        settings.write_text(f"{present.rstrip()}\n{MADE}\n".lstrip(), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.exit(f"usage: {Path(sys.argv[0]).name}, without further words")
    first = not FOLDER.exists()
    made = make_missing(FOLDER)
    note_made(SETTINGS)
    sys.stdout.write(f"{FOLDER}: {', '.join(made) or 'nothing was missing'}\n")
    if empty := [name for name in OURS if not (FOLDER / name).read_text().strip()]:
        sys.exit(f"{', '.join(empty)}: the file is empty; put back what it held")
    if rings := [name for name in made if SECRETS[name] is key_ring and not first]:
        sys.stderr.write(
            f"{', '.join(rings)}: a new ring opens nothing that an older one has sealed. Where there is data, put the "
            "older file back before anything starts.\n"
        )
