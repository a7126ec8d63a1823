"""The one-stop accepts: the legal code, and with it the due date."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from svc_dossier.domain.dossier import Dossier, StepData
from svc_dossier.domain.dossier_code import CodeForm, dossier_code, form_on
from svc_dossier.store.code_numbers import CodeNumbers
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.rules import Rules
from svc_dossier.use_cases.take_step import Prepare


def acceptance(desk: Desk, text: str | None) -> Prepare:
    """Raises ``NumbersExhausted`` when the office has given out all numbers of the day."""

    async def prepare(dossier: Dossier, at: datetime) -> StepData:
        return StepData(text=text, code=await next_code(desk, dossier.agency_id, at))

    return prepare


NextCode = Callable[[str, datetime], Awaitable[str]]
"""A new legal code of an agency, at a moment."""


async def next_code(desk: Desk, agency_id: str, at: datetime) -> str:
    """A legal code that was never given before. Raises ``NumbersExhausted``."""
    return await give_code(desk.code_numbers, desk.rules, desk.code_forms, agency_id, at)


async def give_code(numbers: CodeNumbers, rules: Rules, forms: Sequence[CodeForm], agency_id: str, at: datetime) -> str:
    """``next_code`` for who has no desk."""
    day = rules.calendars.current.day_of(at)
    number = await numbers.next(agency_id, day)
    return dossier_code(rules.agencies[agency_id].identifier, day, number, form_on(day, forms))
