"""The one-stop accepts: the legal code, and with it the due date."""

from datetime import datetime

from svc_dossier.domain.dossier import Dossier, Particulars
from svc_dossier.domain.dossier_code import dossier_code, form_on
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.take_step import Prepare


def acceptance(desk: Desk, text: str | None) -> Prepare:
    """Raises ``NumbersExhausted`` when the office has given out all numbers of the day."""

    async def prepare(dossier: Dossier, at: datetime) -> Particulars:
        day = desk.today(at)
        number = await desk.code_numbers.next(dossier.agency_id, day)
        identifier = desk.agencies[dossier.agency_id].identifier
        return Particulars(text=text, code=dossier_code(identifier, day, number, form_on(day, desk.code_forms)))

    return prepare
