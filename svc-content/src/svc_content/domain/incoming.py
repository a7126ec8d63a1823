"""What other services tell this one, as far as it is used here."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ProcedurePublished:
    """``vn.quangngai.procedure.published.v1`` of svc-dossier: a version of a procedure that citizens can file under.

    Its subject is the procedure's code. ``effective_from`` is the local day on which it begins to hold.
    """

    number: int
    name: str
    sector: str
    keywords: list[str]
    effective_from: str


@dataclass(frozen=True, kw_only=True)
class ProcedureRetracted:
    """``vn.quangngai.procedure.retracted.v1``: this version does not come into force after all."""

    number: int


@dataclass(frozen=True, kw_only=True)
class QuestionPublished:
    """``vn.quangngai.question.published.v1`` of svc-feedback: answered, public, and approved to be read by all."""

    title: str
    question: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class QuestionWithdrawn:
    """``vn.quangngai.question.withdrawn.v1``: no longer to be read by all."""


PROCEDURE_PUBLISHED = "vn.quangngai.procedure.published.v1"
PROCEDURE_RETRACTED = "vn.quangngai.procedure.retracted.v1"
QUESTION_PUBLISHED = "vn.quangngai.question.published.v1"
QUESTION_WITHDRAWN = "vn.quangngai.question.withdrawn.v1"

EXPECTED = {
    PROCEDURE_PUBLISHED: ProcedurePublished,
    PROCEDURE_RETRACTED: ProcedureRetracted,
    QUESTION_PUBLISHED: QuestionPublished,
    QUESTION_WITHDRAWN: QuestionWithdrawn,
}
