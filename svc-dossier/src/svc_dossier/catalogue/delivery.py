"""How the citizen wants the result: what the forms of all procedures ask alike. The field is not personal."""

from collections.abc import Mapping
from typing import Any

from svc_dossier.catalogue.form import Form

ONLINE = "truc_tuyen"


def chosen_delivery(form: Mapping[str, Any]) -> str | None:
    """What was answered in the form; ``None`` where that is not asked."""
    chosen: str | None = form.get("nhan_ket_qua", {}).get("hinh_thuc")
    return chosen


def delivery_label(asked: Form, chosen: str) -> str | None:
    """``chosen`` in the words of the form in which it was ``asked``."""
    choices = asked.schema["properties"]["nhan_ket_qua"]["properties"]["hinh_thuc"]
    label: str | None = choices.get("x-labels", {}).get(chosen)
    return label
