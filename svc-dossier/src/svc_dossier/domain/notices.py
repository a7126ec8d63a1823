"""The notices that a citizen gets, step by step, and on which form (Thông tư 03/2025/TT-VPCP)."""

from collections.abc import Mapping
from dataclasses import dataclass

from svc_dossier.domain.dossier import Dossier, TimelineEntry
from svc_dossier.domain.transitions import Action

CONTROL_SLIP = "06"
"""Phiếu kiểm soát quá trình giải quyết hồ sơ: the way of the dossier through the office, for the office."""

NOTICES: Mapping[Action, str | None] = {
    Action.SUBMIT: None,
    Action.HAND_OFF: None,
    Action.RECEIVE: "01",
    Action.ACCEPT: "01",
    Action.REQUEST_SUPPLEMENT: "02",
    Action.CONFIRM_SUPPLEMENT: None,
    Action.REFUSE: "03",
    Action.POSTPONE: "04",
    Action.STOP: "05",
    Action.REQUEST_PAYMENT: None,
    Action.SETTLE_PAYMENT: None,
    Action.WITHDRAW: None,
    Action.COMPLETE: None,
    Action.RETURN_RESULT: None,
}
"""The steps of which there is a notice, each with the number of its form where the law has one."""


@dataclass(frozen=True)
class Notice:
    """Named by the version of the dossier that its step made. ``form`` is ``None`` where there is only a text."""

    entry: TimelineEntry
    form: str | None

    @property
    def version(self) -> int:
        return self.entry.version


def notices(dossier: Dossier) -> tuple[Notice, ...]:
    """The notices in the order of the steps. The forms of a dossier handed to the national portal come from there."""
    noticed = (
        entry
        for entry in dossier.timeline
        if entry.action in NOTICES and not (dossier.handed_off and entry.action is Action.WITHDRAW)
    )
    return tuple(Notice(entry, None if dossier.handed_off else NOTICES[entry.action]) for entry in noticed)


def control_slip(dossier: Dossier) -> Notice:
    """Form 06 with every step so far; another one after the next step."""
    return Notice(dossier.timeline[-1], CONTROL_SLIP)
