"""A procedure (thủ tục hành chính) as one published version describes it. A dossier pins code and version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from shared.reference.agency_kind import AgencyKind
from svc_dossier.domain.deadlines import ClockPolicy, ProcessingTime
from svc_dossier.domain.fees import FeeLine


class SubmissionMode(StrEnum):
    PROVINCIAL_API = "PROVINCIAL_API"
    DVCQG_HANDOFF = "DVCQG_HANDOFF"
    INFO_ONLY = "INFO_ONLY"


@dataclass(frozen=True)
class Agency:
    """An office that receives dossiers. ``identifier`` is its mã định danh: ``000.00.53.H48``."""

    id: str
    name: str
    kind: AgencyKind
    identifier: str


@dataclass(frozen=True)
class TimeRule:
    """A processing time, for dossiers whose form says ``field`` = ``equals``; for all when ``field`` is ``None``."""

    time: ProcessingTime
    field: str | None = None
    equals: str | None = None


class CopyKind(StrEnum):
    """What a paper is handed in as."""

    ORIGINAL = "original"
    COPY = "copy"
    E_COPY = "e_copy"


@dataclass(frozen=True)
class RequiredDocument:
    """``copies`` are the kinds that the procedure takes, the usual one first."""

    code: str
    name: str
    mandatory: bool
    copies: tuple[CopyKind, ...] = tuple(CopyKind)

    def takes(self, declared: CopyKind | None) -> bool:
        """Whether it may be handed in as ``declared``. Nobody has to say as what."""
        return declared is None or declared in self.copies

    def taken_as(self, declared: CopyKind | None) -> CopyKind | None:
        """What ``declared`` comes to: where only one kind is taken, nobody has to say which."""
        return declared or (self.copies[0] if len(self.copies) == 1 else None)


@dataclass(frozen=True)
class Procedure:
    code: str
    version: int
    effective_from: date
    name: str
    submission_mode: SubmissionMode
    agencies: Mapping[str, Agency]
    documents: Mapping[str, RequiredDocument]
    times: Sequence[TimeRule]
    clock_policy: ClockPolicy
    fees: Sequence[FeeLine] = ()

    def processing_time(self, form: Mapping[str, Any]) -> ProcessingTime | None:
        """The first rule that fits ``form``; ``None`` where no time is published."""
        fitting = (rule.time for rule in self.times if rule.field is None or form.get(rule.field) == rule.equals)
        return next(fitting, None)

    def missing_documents(self, given: Sequence[str]) -> list[RequiredDocument]:
        """The mandatory documents that are not among the ``given`` codes."""
        return [document for document in self.documents.values() if document.mandatory and document.code not in given]
