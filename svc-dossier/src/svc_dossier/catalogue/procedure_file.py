"""One procedure version as its data file writes it: the shape is checked at start, down to the last member."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.fields import Day, Hour, Readable
from shared.reference.agency_kind import AgencyKind
from svc_dossier.domain.deadlines import ClockPolicy, ProcessingTime, Unit
from svc_dossier.domain.fees import FeeLine
from svc_dossier.domain.procedure import (
    Agency,
    CopyKind,
    Procedure,
    RequiredDocument,
    SubmissionMode,
    TimeRule,
)

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=500), Readable]

COMMUNES = "communes"
"""What stands in ``received_by`` for every commune of the province."""


class Level(StrEnum):
    COMMUNE = "commune"
    COMMUNE_POLICE = "commune_police"
    PROVINCE = "province"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sector(_Part):
    id: Slug
    code: Annotated[str, Field(pattern=r"^[GH][0-9]{2}-[A-Z]{2}[0-9]{2}$")] | None
    name: Text


class Case(_Part):
    """Applies to dossiers whose form says ``field`` = ``equals``."""

    field: str
    equals: str


class Time(_Part):
    value: int = Field(ge=0, le=365)
    unit: Unit
    cutoff: Hour | None = None
    when: Case | None = None
    note: Text | None = None


Channel = Literal["direct", "online", "postal"]
Target = Literal["individual", "organisation"]
OnlineLevel = Literal["full", "partial"]


class Fee(_Part):
    """``amount`` in VND, ``None`` where it is not known here; without ``channel`` it holds for all.

    ``effective_from`` and ``effective_to`` bound the line within the version; ``None`` is open.
    """

    name: Text
    channel: Channel | None = None
    amount: int | None = Field(ge=0, le=100_000_000)
    per: Text | None = None
    effective_from: Day | None = None
    effective_to: Day | None = None
    note: Text | None = None
    legal_basis: Text | None = None

    def line(self) -> FeeLine:
        return FeeLine(
            self.name, self.amount, self.per, self.channel, self.effective_from, self.effective_to, self.note
        )


class DocumentPart(_Part):
    code: Slug
    name: Text
    copies: list[CopyKind] = Field(min_length=1)
    quantity: int = Field(default=1, ge=1, le=10)
    mandatory: bool
    replaceable_by_data: bool = False
    note: Text | None = None

    def required(self) -> RequiredDocument:
        return RequiredDocument(self.code, self.name, self.mandatory, tuple(self.copies))


class Result(_Part):
    code: Text | None
    name: Text


class ProcedureFile(_Part):
    code: str = Field(pattern=r"^[0-9]\.[0-9]{6}$")
    version: int = Field(ge=1)
    effective_from: Day
    name: Text
    sector: Sector
    levels: list[Level] = Field(min_length=1)
    targets: list[Target] = Field(min_length=1)
    online_level: OnlineLevel
    implementing_agency: Text
    received_by: list[Slug] = Field(min_length=1)
    publishing_decision: Text | None
    submission_mode: SubmissionMode
    times: list[Time] = Field(max_length=20)
    clock_policy: ClockPolicy
    fees: list[Fee] = Field(max_length=50)
    documents: list[DocumentPart] = Field(max_length=50)
    result: Result
    legal_bases: list[Text] = Field(max_length=50)
    conditions: Annotated[str, Field(min_length=1, max_length=4000), Readable] | None
    keywords: list[Text] = Field(max_length=50)
    form: dict[str, Any] | None

    def procedure(self, agencies: Mapping[str, Agency]) -> Procedure:
        """The part of it that decides. Raises ``ValueError`` where the file contradicts itself."""
        if (self.form is None) == (self.submission_mode is SubmissionMode.PROVINCIAL_API):
            raise ValueError(f"{self.code}: a form is what PROVINCIAL_API has and the other modes have not")
        if len({document.code for document in self.documents}) != len(self.documents):
            raise ValueError(f"{self.code}: a document code stands twice")
        return Procedure(
            code=self.code,
            version=self.version,
            effective_from=self.effective_from,
            name=self.name,
            submission_mode=self.submission_mode,
            agencies=self._receiving(agencies),
            documents={
                part.code: RequiredDocument(part.code, part.name, part.mandatory, tuple(part.copies))
                for part in self.documents
            },
            times=[_rule(rule) for rule in self.times],
            clock_policy=self.clock_policy,
            fees=tuple(fee.line() for fee in self.fees),
        )

    def _receiving(self, agencies: Mapping[str, Agency]) -> Mapping[str, Agency]:
        named = {name: agencies[name] for name in self.received_by if name != COMMUNES}
        if COMMUNES not in self.received_by:
            return named
        communes = {id: agency for id, agency in agencies.items() if agency.kind is not AgencyKind.PROVINCIAL}
        return {**named, **communes}


def file_name(procedure: ProcedureFile) -> str:
    return f"{procedure.code}.v{procedure.version}.yaml"


def _rule(rule: Time) -> TimeRule:
    when = (rule.when.field, rule.when.equals) if rule.when else (None, None)
    return TimeRule(ProcessingTime(rule.value, rule.unit, rule.cutoff), *when)
