"""What people read about states and steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from svc_dossier.catalogue.data_files import read
from svc_dossier.domain.dossier import TimelineEntry
from svc_dossier.domain.outlook import Outlook
from svc_dossier.domain.procedure import SubmissionMode
from svc_dossier.domain.transitions import OFFICER, Action, State


@dataclass(frozen=True)
class TimeLeft:
    left: str
    late: str
    units: Mapping[str, str]

    def said(self, left: timedelta, day: timedelta) -> str:
        """``Còn 2 ngày 3 giờ làm việc``, in days of the length ``day``; minutes only where that is all there is."""
        span = abs(left)
        days, rest = divmod(span, day)
        counts = {"days": days, "hours": rest // timedelta(hours=1)}
        if not any(counts.values()):
            counts = {"minutes": span // timedelta(minutes=1)}
        words = " ".join(f"{count} {self.units[unit]}" for unit, count in counts.items() if count or unit == "minutes")
        return (self.late if left < timedelta() else self.left).format(span=words)


@dataclass(frozen=True)
class _Elsewhere:
    label: str
    next: str


@dataclass(frozen=True)
class Wording:
    labels: Mapping[State, str]
    nexts: Mapping[State, str]
    supplement_sent: str
    handed_off: str
    handed_off_label: str
    followed: str
    followed_label: str
    code_lost: str
    code_lost_label: str
    unfollow: str
    unfollowed: str
    unfollowed_label: str
    supplement_sent_label: str
    result_online: str
    how_to_pay: str
    undated: str
    national_portal: str
    assigned: str
    unassigned: str
    actions: Mapping[Action, str]
    rate: str
    confirm_code: str
    assign: str
    add_note: str
    pay: str
    collect_fee: str
    parties: Mapping[str, str]
    titles: Mapping[str, str]
    """The title that stands under a paper, by the officer's role."""
    not_submitted_here: Mapping[SubmissionMode, str]
    time_left: TimeLeft

    @classmethod
    def load(cls) -> "Wording":
        """Raises ``KeyError`` or ``ValueError`` when a state or an action has no words."""
        data = read("wording.yaml")
        return cls(
            labels={state: data["states"][state.value]["label"] for state in State},
            nexts={state: data["states"][state.value]["next"] for state in State},
            supplement_sent=data["supplement_sent"],
            handed_off=data["handed_off"],
            handed_off_label=data["handed_off_label"],
            followed=data["followed"],
            followed_label=data["followed_label"],
            code_lost=data["code_lost"],
            code_lost_label=data["code_lost_label"],
            unfollow=data["unfollow"],
            unfollowed=data["unfollowed"],
            unfollowed_label=data["unfollowed_label"],
            supplement_sent_label=data["supplement_sent_label"],
            result_online=data["result_online"],
            how_to_pay=data["how_to_pay"],
            undated=data["undated"],
            national_portal=data["national_portal"],
            assigned=data["assigned"],
            unassigned=data["unassigned"],
            actions={action: data["actions"][action.value] for action in Action},
            rate=data["rate"],
            confirm_code=data["confirm_code"],
            assign=data["assign"],
            add_note=data["add_note"],
            pay=data["pay"],
            collect_fee=data["collect_fee"],
            parties=data["parties"],
            titles={role: data["titles"][role.value] for role in sorted(OFFICER)},
            not_submitted_here={SubmissionMode(mode): text for mode, text in data["not_submitted_here"].items()},
            time_left=TimeLeft(data["time_left"]["left"], data["time_left"]["late"], data["time_left"]["units"]),
        )

    def what_next(self, outlook: Outlook) -> str:
        if elsewhere := self._of_national_portal(outlook):
            return elsewhere.next
        if outlook.state is State.COMPLETED and outlook.result_files:
            return self.result_online
        return self.supplement_sent if outlook.context.supplement_sent else self.nexts[outlook.state]

    def state_label(self, outlook: Outlook) -> str:
        """A dossier of the national portal is not one that was filed here."""
        if elsewhere := self._of_national_portal(outlook):
            return elsewhere.label
        return self.supplement_sent_label if outlook.context.supplement_sent else self.labels[outlook.state]

    def _of_national_portal(self, outlook: Outlook) -> "_Elsewhere | None":
        """What is said where a dossier is, or was to be, at the national portal; ``None`` for all others."""
        if outlook.context.handed_off and outlook.state is State.REGISTERED:
            if outlook.code_claimed:
                return _Elsewhere(self.followed_label, self.followed)
            if outlook.code_lost:
                return _Elsewhere(self.code_lost_label, self.code_lost)
            return _Elsewhere(self.handed_off_label, self.handed_off)
        return _Elsewhere(self.unfollowed_label, self.unfollowed) if outlook.unfollowed else None

    def step(self, action: Action, *, handed_off: bool) -> str:
        """What is done with a dossier of the national portal is not always what its name here says."""
        return self.unfollow if handed_off and action is Action.WITHDRAW else self.actions[action]

    def continue_at(self, outlook: Outlook) -> str | None:
        """Where a dossier that was not filed yet is to be filed."""
        waits = outlook.context.handed_off and outlook.state is State.REGISTERED and not outlook.code_claimed
        return self.national_portal if waits else None

    def label_after(self, entry: TimelineEntry, *, handed_off: bool) -> str:
        """The state right after a step, in words."""
        if handed_off and entry.action is Action.WITHDRAW:
            return self.unfollowed_label
        by_step = {
            (Action.HAND_OFF, State.REGISTERED): self.handed_off_label,
            (Action.ENTER_CODE, State.REGISTERED): self.followed_label,
            (Action.FOLLOW, State.REGISTERED): self.followed_label,
            (Action.SUPPLEMENT, State.SUPPLEMENT_REQUESTED): self.supplement_sent_label,
        }
        return by_step.get((entry.action, entry.state), self.labels[entry.state])
