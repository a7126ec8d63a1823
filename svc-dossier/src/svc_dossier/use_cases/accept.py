"""The one-stop accepts: the legal code, and with it the due date."""

from datetime import datetime

from svc_dossier.domain.dossier import Dossier, Particulars
from svc_dossier.domain.dossier_code import dossier_code, form_on
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.take_step import Prepare


def acceptance(desk: Desk, text: str | None) -> Prepare:
    """Raises ``NumbersExhausted`` when the office has given out all numbers of the day."""

    async def prepare(dossier: Dossier, at: datetime) -> Particulars:
        return Particulars(text=text, code=await next_code(desk, dossier.agency_id, at))

    return prepare


async def next_code(desk: Desk, agency_id: str, at: datetime) -> str:
    """A legal code that was never given before. Raises ``NumbersExhausted``."""
    day = desk.today(at)
    number = await desk.code_numbers.next(agency_id, day)
    return dossier_code(desk.agencies[agency_id].identifier, day, number, form_on(day, desk.code_forms))
