"""Why an office takes a step: a reason of the catalogue, words of its own, or both."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.errors import FieldError, Invalid
from shared.reasons import Reasons, ReasonText
from svc_dossier.domain.transitions import Action


@dataclass(frozen=True)
class StepReason:
    """``code`` is the catalogue's, ``text`` the office's own words."""

    code: str | None
    text: str | None


def reason_text(reasons: Reasons, action: Action, reason: StepReason, *, required: bool) -> str | None:
    """What the citizen reads. Raises ``Invalid`` for a code that ``action`` has not, or where a required one lacks."""
    offered: Mapping[str, ReasonText] = reasons.get(action, {})
    if reason.code is not None and reason.code not in offered:
        raise Invalid([FieldError("reason_code", f"Chọn một trong: {', '.join(offered)}.")])
    if reason.code is None and reason.text is None and required:
        raise Invalid([FieldError("reason", "Nêu lý do, hoặc chọn một lý do trong danh mục.")])
    lines = [offered[reason.code].text] if reason.code is not None else []
    return "\n".join([*lines, *([reason.text] if reason.text else [])]) or None
