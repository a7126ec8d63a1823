"""Dead letters sent again, once their cause is mended: ``python -m svc_notify redrive [--dry-run]``."""

import argparse
import sys

from shared import dead_letter
from shared.kafka import Producer
from svc_notify.consumers.planner import GROUP
from svc_notify.settings import Settings


async def redrive(settings: Settings, words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m svc_notify redrive")
    parser.add_argument("--dry-run", action="store_true", help="chỉ liệt kê, không gửi lại")
    asked = parser.parse_args(words)
    async with Producer(settings.kafka_bootstrap_servers, "svc-notify.redrive") as producer:
        sent = await dead_letter.redrive(GROUP, settings.kafka_bootstrap_servers, producer, dry_run=asked.dry_run)
    sys.stdout.write(f"{sent} sự kiện {'chờ' if asked.dry_run else 'đã'} gửi lại.\n")
    return 0
