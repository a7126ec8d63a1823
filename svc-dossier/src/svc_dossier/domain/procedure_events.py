"""What other services are told of procedures: which versions citizens can file under, and from when on."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ProcedurePublished:
    """``effective_from`` is the local day (ISO 8601) on which version ``number`` begins to hold."""

    number: int
    name: str
    sector: str
    keywords: list[str]
    effective_from: str


@dataclass(frozen=True, kw_only=True)
class ProcedureRetracted:
    """Version ``number`` does not come into force after all."""

    number: int


PAYLOADS: Mapping[str, type] = {"published": ProcedurePublished, "retracted": ProcedureRetracted}


def event_type(name: str) -> str:
    return f"vn.quangngai.procedure.{name}.v1"
