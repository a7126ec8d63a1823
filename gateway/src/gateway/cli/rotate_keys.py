"""``rotate-keys``: make the next signing key and remove those that are over. Running gateways notice by themselves."""

import argparse

from gateway.keys.signing_keys import open_signing_keys
from gateway.settings import Settings
from shared.clock import SystemClock


async def rotate_keys(settings: Settings, words: list[str]) -> int:
    argparse.ArgumentParser("python -m gateway rotate-keys").parse_args(words)
    made, removed = open_signing_keys(settings.signing_keys_dir, SystemClock()).rotate()
    print(f"made {made.id}, removed {', '.join(removed) or 'none'}")  # noqa: T201  a command's answer
    return 0
