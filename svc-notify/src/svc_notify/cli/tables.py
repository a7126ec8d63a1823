"""The rules as tables, printed from the tables that decide: ``python -m svc_notify policy`` and ``… templates``."""

from collections.abc import Iterable, Sequence, Set

from svc_notify.channels.mini_app_codes import MINI_APP_CODES
from svc_notify.channels.oa_codes import OA_CODES
from svc_notify.channels.zns_codes import ZNS_CODES
from svc_notify.domain.message import TRANSITIONS
from svc_notify.domain.milestones import SuppressedReason
from svc_notify.domain.outcomes import OutcomeClass
from svc_notify.domain.policy import (
    BOUGHT_REPLY,
    CEILING,
    CHANNEL_RULES,
    COST,
    MESSAGE_RULES,
    ORDER,
    Channel,
    PushAction,
)
from svc_notify.domain.reasons import Reason
from svc_notify.domain.retry_ladder import LADDERS
from svc_notify.domain.templates import Template
from svc_notify.sources.catalogue import catalogue
from svc_notify.sources.template_files import load_templates
from svc_notify.zalo.answer_codes import Codes


def policy() -> str:
    """Who is told what, on which channel, what follows from an answer, and why not."""
    sources = catalogue()
    sections = {
        "Sự kiện → cột mốc": _table(
            ("sự kiện", "cột mốc", "vì sao không báo"),
            (
                (event, "–", meaning.explanation) if isinstance(meaning, SuppressedReason) else (event, meaning, "")
                for event, meaning in sources.event_milestones.items()
            ),
        ),
        "Cột mốc → mục đích, độ khẩn, có báo qua Zalo không": _table(
            ("cột mốc", "mục đích", "độ khẩn", "mốc báo qua Zalo"),
            (
                (name, push.purpose, push.urgency, (push.stage or "riêng") if push.is_pushed else "chỉ trong ứng dụng")
                for name, push in sources.push_policy.items()
            ),
        ),
        "Luật của tin (hộp thư trong ứng dụng luôn có tin)": _table(
            ("nếu", "thì", "lý do"),
            ((rule.condition, PushAction.INBOX_ONLY, rule.reason) for rule in MESSAGE_RULES),
        ),
        "Luật của từng kênh (kênh đầu tiên không vướng luật nào được dùng; nếu không có, chờ ở kênh chờ được)": _table(
            ("kênh", "nếu", "thì", "lý do"),
            (
                (
                    _named(rule.channels),
                    rule.condition,
                    "chờ" if rule.action is PushAction.WAIT else "sang kênh sau",
                    rule.reason or "lý do của kênh",
                )
                for rule in CHANNEL_RULES
            ),
        ),
        "Thứ tự kênh và giá": _table(("kênh", "đồng một tin"), ((channel, _price(channel)) for channel in ORDER)),
        "Giá trần theo độ khẩn": _table(
            ("độ khẩn", "đồng một tin"), ((urgency, str(dong)) for urgency, dong in CEILING.items())
        ),
        "Trạng thái tin": _table(
            ("từ", "đến", "khi"),
            ((start, end, when) for start, ends in TRANSITIONS.items() for end, when in ends.items()),
        ),
        "Thang gửi lại": _table(
            ("kết quả", "bước đầu", "tối đa", "ít nhất", "số lần"),
            (
                (kind, str(ladder.first), str(ladder.cap), str(ladder.floor), str(ladder.tries or "đến hết hữu ích"))
                for kind, ladder in LADDERS.items()
            ),
        ),
        "Mã lỗi của Zalo OA": _codes(OA_CODES),
        "Mã lỗi của ZNS": _codes(ZNS_CODES),
        "Mã lỗi của thông báo ứng dụng": _codes(MINI_APP_CODES),
        "Lý do": _table(("lý do", "giải thích"), ((reason, reason.explanation) for reason in Reason)),
    }
    return "\n".join(f"## {title}\n\n{table}" for title, table in sections.items())


def templates() -> str:
    """Every template as the citizen reads it, with its parameters in braces."""
    return "\n".join(
        f"## {template.milestone} (bản {template.version}{_since(template)}, mã Zalo "
        f"{template.zalo_template_id or 'chưa duyệt'}, hữu ích {template.useful_life.total_seconds() / 3600:.0f} giờ)"
        f"\n\n{template.title}\n\n{template.body}\n"
        for template in load_templates()
    )


def _since(template: Template) -> str:
    return f" từ {template.effective_from:%d/%m/%Y}" if template.effective_from else ""


def _named(channels: Set[Channel]) -> str:
    return "mọi kênh" if channels >= {*ORDER} else ", ".join(channel for channel in ORDER if channel in channels)


def _price(channel: Channel) -> str:
    free_first = f"{COST[channel]}, ngoài phần miễn phí {BOUGHT_REPLY}"
    return free_first if channel is Channel.ZALO_OA_CS else str(COST[channel])


def _codes(codes: Codes) -> str:
    rows = ((str(code), kind, reason or "") for code, (kind, reason) in codes.items())
    return _table(("mã", "kết quả", "lý do"), (*rows, ("khác", OutcomeClass.PERMANENT, Reason.UNKNOWN_ANSWER)))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
