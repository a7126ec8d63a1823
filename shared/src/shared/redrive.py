"""``python -m svc_x redrive [--dry-run] [group …]``: dead letters sent again, once their cause is mended."""

import argparse
import sys
from dataclasses import dataclass

from shared import dead_letter
from shared.kafka import KafkaUnavailable, Producer
from shared.kafka_connection import KafkaConnection
from shared.settings import ServiceSettings


@dataclass(frozen=True)
class Redrive:
    """The command of a service whose consumers are in ``groups``."""

    program: str
    groups: tuple[str, ...]

    async def __call__(self, settings: ServiceSettings, words: list[str]) -> int:
        parser = argparse.ArgumentParser(prog=f"python -m {self.program} redrive", description="Gửi lại thư chết.")
        parser.add_argument("group", nargs="*", help=f"nhóm cần gửi lại, mặc định là tất cả: {', '.join(self.groups)}")
        parser.add_argument("--dry-run", action="store_true", help="chỉ liệt kê, không gửi lại")
        asked = parser.parse_args(words)
        if unknown := set(asked.group) - set(self.groups):
            parser.error(f"không có nhóm {', '.join(sorted(unknown))}")
        connection = KafkaConnection.of(settings)
        async with Producer(connection, f"{self.program}.redrive") as producer:
            for group in asked.group or self.groups:
                try:
                    sent = await dead_letter.redrive(group, connection, producer, dry_run=asked.dry_run)
                except KafkaUnavailable as error:
                    sys.stderr.write(f"{group}: Kafka không trả lời ({error}); chạy lại thì gửi tiếp từ chỗ dừng.\n")
                    return 1
                sys.stdout.write(f"{group}: {sent} sự kiện {'chờ' if asked.dry_run else 'đã'} gửi lại.\n")
        return 0
