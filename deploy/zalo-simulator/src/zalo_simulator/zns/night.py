"""When a template message may not be sent: a night that may pass midnight."""

from datetime import datetime
from zoneinfo import ZoneInfo

from zalo_simulator.templates import Template
from zalo_simulator.world import World


def is_blocked(world: World, template: Template, now_ms: int) -> bool:
    knobs = world.knobs
    if not knobs.flag("zns.night_block_enabled") or template.type in knobs.many("zns.night_exempt_template_types"):
        return False
    now = f"{datetime.fromtimestamp(now_ms / 1000, ZoneInfo(knobs.text('zns.night_timezone'))):%H:%M}"
    start, end = knobs.text("zns.night_start"), knobs.text("zns.night_end")
    return start <= now < end if start <= end else now >= start or now < end
