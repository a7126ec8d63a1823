"""The digest of one day, counted again and printed: ``python -m svc_notify digest --day 2026-11-22``."""

import argparse
import sys
from datetime import date

from svc_notify.settings import Settings
from svc_notify.wiring.commands import open_digests


async def digest(settings: Settings, words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m svc_notify digest")
    parser.add_argument("--day", required=True, type=date.fromisoformat, help="ngày theo giờ Việt Nam, NĂM-THÁNG-NGÀY")
    asked = parser.parse_args(words)
    async with open_digests(settings) as make:
        made = await make(asked.day)
    sys.stdout.write(f"Ngày {made.day:%d/%m/%Y}: {made.total} tin không đến được người dân.\n")
    for row in made.rows:
        sys.stdout.write(f"{row.count:>8}  {row.agency_id or '–'}  {row.milestone}  {row.reason.explanation}\n")
    return 0
