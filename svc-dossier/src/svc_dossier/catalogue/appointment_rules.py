"""How offices receive citizens who have booked, as data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from svc_dossier.catalogue.data_files import read
from svc_dossier.domain.appointment import Action, State
from svc_dossier.domain.slots import Opening, Openings


class _Opening(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    minutes: Annotated[int, Field(ge=5, le=240)]
    capacity: Annotated[int, Field(ge=1, le=200)]
    days_ahead: Annotated[int, Field(ge=1, le=90)]
    notice_minutes: Annotated[int, Field(ge=0, le=10_080)]

    def opening(self) -> Opening:
        length, notice = timedelta(minutes=self.minutes), timedelta(minutes=self.notice_minutes)
        return Opening(length, self.capacity, self.days_ahead, notice)


class _State(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    next: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    standard: _Opening
    offices: dict[str, _Opening]
    states: dict[State, _State]
    actions: dict[Action, str]
    lapsed: str


@dataclass(frozen=True)
class VisitWording:
    """What people read about an appointment's state, what comes next, and its steps."""

    labels: Mapping[State, str]
    nexts: Mapping[State, str]
    actions: Mapping[Action, str]


@dataclass(frozen=True)
class AppointmentRules:
    """``lapsed`` is what a citizen is told whose request nobody answered in time."""

    openings: Openings
    wording: VisitWording
    lapsed: str

    @classmethod
    def load(cls, offices: Iterable[str]) -> "AppointmentRules":
        """Raises ``ValueError`` for an office that does not exist or a state or a step without words."""
        file, known = _File.model_validate(read("appointments.yaml")), set(offices)
        if unknown := file.offices.keys() - known:
            raise ValueError(f"appointments.yaml: no office {sorted(unknown)}")
        if missing := {*State, *Action} - {*file.states, *file.actions}:
            raise ValueError(f"appointments.yaml: no words for {sorted(missing)}")
        openings = {office: file.offices.get(office, file.standard).opening() for office in known}
        wording = VisitWording(
            labels={state: words.label for state, words in file.states.items()},
            nexts={state: words.next for state, words in file.states.items()},
            actions=file.actions,
        )
        return cls(openings, wording, file.lapsed)
