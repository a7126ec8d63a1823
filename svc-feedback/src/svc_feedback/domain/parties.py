"""Who does something, and what they leave behind of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

PartyKind = Literal["citizen", "staff", "system"]


@dataclass(frozen=True)
class Party:
    """``name`` is what a member of staff was called at the time; the others have none."""

    kind: PartyKind
    id: str
    name: str = ""

    @property
    def officer_id(self) -> str:
        """What officers may know of it: who a citizen is stands apart, and each look at it is written down."""
        return "" if self.kind == "citizen" else self.id


@dataclass(frozen=True)
class Assignee:
    """Who of an agency works on it; ``name`` as they were called when it was given to them."""

    id: str
    name: str


class AlreadyAssigned(Exception):
    """The agency that is to get it has it: its officers go on with it."""


SYSTEM = Party("system", "svc-feedback")


@dataclass(frozen=True)
class Attachment:
    """A picture, video or paper. ``preview`` is the id of its small picture, ``size`` in bytes."""

    id: str
    name: str
    media_type: str
    size: int
    preview: str | None = None


@dataclass(frozen=True)
class Act:
    """Who takes a step, when, and by which command."""

    by: Party
    at: datetime
    command_id: str
    fingerprint: str
