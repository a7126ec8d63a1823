"""The rules as tables, printed from the tables that decide: ``python -m svc_notify policy`` and ``… templates``."""

from collections.abc import Iterable, Sequence

from svc_notify.channels.zalo_oa_codes import CODES
from svc_notify.domain import broadcast
from svc_notify.domain.message import TRANSITIONS
from svc_notify.domain.milestones import TELLING, NotTold
from svc_notify.domain.outcomes import OutcomeClass
from svc_notify.domain.policy import RULES, Channel, Verdict
from svc_notify.domain.preferences import DEFAULTS, WAY_OF, Purpose, Way
from svc_notify.domain.reasons import Reason
from svc_notify.domain.retry_ladder import LADDERS
from svc_notify.template_files import load_templates


def policy() -> str:
    """Who is told what, on which channel, what follows from an answer, and why not."""
    sections = {
        "Sự kiện → cột mốc": _table(
            ("sự kiện", "cột mốc", "vì sao không báo"),
            (
                (event, "–", telling.explanation) if isinstance(telling, NotTold) else (event, telling, "")
                for event, telling in TELLING.items()
            ),
        ),
        "Chính sách kênh (luật đầu tiên đúng quyết định; hộp thư trong ứng dụng luôn có tin)": _table(
            ("nếu", "thì", "lý do"),
            (
                *((rule.condition, rule.verdict, rule.reason) for rule in RULES),
                ("còn lại", f"{Verdict.SEND}: {Channel.ZALO_OA_TEMPLATE}", ""),
            ),
        ),
        "Lựa chọn của người dân khi chưa chọn gì": _table(
            ("việc", *(way.label for way in Way)),
            ((purpose.label, *("có" if DEFAULTS[purpose, way] else "không" for way in Way)) for purpose in Purpose),
        ),
        "Kênh theo lựa chọn": _table(("kênh", "lựa chọn"), ((channel, way.label) for channel, way in WAY_OF.items())),
        "Trạng thái tin gửi rộng": _table(
            ("từ", "việc", "ai", "đến"),
            ((edge.source, edge.action, edge.by, edge.target) for edge in broadcast.TABLE),
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
        "Mã lỗi Zalo OA": _table(
            ("mã", "kết quả", "lý do"),
            (
                *((str(code), kind, reason or "") for code, (kind, reason) in CODES.items()),
                ("khác", OutcomeClass.PERMANENT, Reason.UNKNOWN_ANSWER),
            ),
        ),
        "Lý do": _table(("lý do", "giải thích"), ((reason, reason.explanation) for reason in Reason)),
    }
    return "\n".join(f"## {title}\n\n{table}" for title, table in sections.items())


def templates() -> str:
    """Every template as the citizen reads it, with its parameters in braces."""
    return "\n".join(
        f"## {template.milestone} (bản {template.version}, mã Zalo {template.zalo_template_id or 'chưa duyệt'}, "
        f"hữu ích {template.useful_life.total_seconds() / 3600:.0f} giờ)\n\n{template.title}\n\n{template.body}\n"
        for template in load_templates().values()
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
