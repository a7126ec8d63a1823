"""The template files beside Zalo's approved list: ``python -m svc_notify check-templates``."""

import sys

from shared.command_words import refuse_words
from shared.http_client import outbound
from svc_notify.domain.template_check import differences
from svc_notify.settings import Settings
from svc_notify.sources.template_files import load_templates
from svc_notify.wiring.commands import open_tokens
from svc_notify.zalo.approved_templates import ZaloUnavailable, approved_template


async def check_templates(settings: Settings, words: list[str]) -> int:
    """0 when all agree; 1 with a line for each difference, or why Zalo could not be asked."""
    refuse_words(words)
    async with open_tokens(settings) as (_oauth, refresher):
        pair = await refresher.recover()
    if pair is None:
        sys.stderr.write("Chưa có mã truy cập Zalo OA: chạy python -m svc_notify consent trước.\n")
        return 1
    templates = load_templates(settings.zalo_template_ids, settings.zalo_mini_app_template_id)
    lines = []
    try:
        async with outbound(str(settings.zalo_zns_base), settings.zalo_timeout_seconds) as http:
            for template in templates:
                approved = await approved_template(http, pair.access, template.zalo_template_id)
                lines += [f"{template.name}: {difference}" for difference in differences(template, approved)]
    except ZaloUnavailable as error:
        sys.stderr.write(f"Không hỏi được Zalo: {error}\n")
        return 1
    if lines:
        sys.stderr.write("".join(f"{line}\n" for line in lines))
        return 1
    sys.stdout.write(f"{len(list(templates))} mẫu tin đúng với các mẫu Zalo đã duyệt.\n")
    return 0
