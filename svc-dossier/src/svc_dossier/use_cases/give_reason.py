"""Why an office takes a step: a reason of the catalogue, words of its own, or both."""

from collections.abc import Mapping

from shared.errors import FieldError, Invalid
from svc_dossier.catalogue.reasons import ReasonText
from svc_dossier.domain.transitions import Action
from svc_dossier.use_cases.desk import Desk


def reason_text(desk: Desk, action: Action, code: str | None, text: str | None, *, required: bool = True) -> str | None:
    """What the citizen reads. Raises ``Problem`` (422) for a code that ``action`` has not, or where nothing is said."""
    offered: Mapping[str, ReasonText] = desk.reasons.get(action, {})
    if code is not None and code not in offered:
        raise Invalid([FieldError("reason_code", f"Chọn một trong: {', '.join(offered)}.")])
    if code is None and text is None and required:
        raise Invalid([FieldError("reason", "Nêu lý do, hoặc chọn một lý do trong danh mục.")])
    said = [offered[code].text] if code is not None else []
    return "\n".join([*said, *([text] if text else [])]) or None
