"""A template of ours beside what Zalo approved: every difference in one sentence."""

from collections.abc import Mapping
from dataclasses import dataclass

from svc_notify.domain.templates import Template

ENABLED = "ENABLE"
_STATUSES = {
    "PENDING_REVIEW": "đang chờ Zalo duyệt",
    "REJECT": "bị Zalo từ chối",
    "DISABLE": "đã bị Zalo khóa",
    "DELETE": "đã bị xóa",
}


@dataclass(frozen=True)
class Approved:
    """``limits``: the most characters of each parameter. ``required``: those Zalo does not let be missing."""

    status: str
    limits: Mapping[str, int]
    required: frozenset[str]


def differences(template: Template, approved: Approved | None) -> list[str]:
    """Empty when Zalo would take what we send."""
    if not template.zalo_template_id:
        return ["chưa có mã mẫu của Zalo"]
    if approved is None:
        return [f"Zalo không có mẫu {template.zalo_template_id}"]
    found = []
    if approved.status != ENABLED:
        found.append(f"mẫu {template.zalo_template_id} {_STATUSES.get(approved.status, approved.status)}")
    ours = {parameter.name: parameter.max_length for parameter in template.parameters}
    found += [f"tham số {name} không có trong mẫu đã duyệt" for name in ours if name not in approved.limits]
    found += [f"thiếu tham số {name} mà Zalo bắt buộc" for name in sorted(approved.required - ours.keys())]
    found += [
        f"tham số {name} cho phép {limit} ký tự, Zalo chỉ nhận {approved.limits[name]}"
        for name, limit in ours.items()
        if limit > approved.limits.get(name, limit)
    ]
    return found
