"""What an operator starts by hand beside the service."""

import sys

from shared.command_words import refuse_words
from shared.schema import open_prepared
from shared.wakeup import Wakeup
from svc_dossier.settings import Settings
from svc_dossier.store.calendar_revisions import CalendarRevisions
from svc_dossier.store.indexes import SCHEMA
from svc_dossier.store.procedure_versions import ProcedureVersions
from svc_dossier.use_cases.change_calendar import calendar_event
from svc_dossier.use_cases.procedure_version_events import procedure_version_events


async def announce_calendar(settings: Settings, words: list[str]) -> int:
    """``python -m svc_dossier announce-calendar``: the calendar in force once more, after Kafka was lost."""
    refuse_words(words)
    async with open_prepared(settings, SCHEMA) as database:
        announced = await CalendarRevisions(database, Wakeup()).announce_again(calendar_event)
    sys.stdout.write(f"{announced} lịch làm việc được gửi lại.\n")
    return 0


async def announce_procedures(settings: Settings, words: list[str]) -> int:
    """``python -m svc_dossier announce-procedures``: every published version once more, after Kafka was lost. A worker
    sends it; whoever knows it already leaves it out."""
    refuse_words(words)
    async with open_prepared(settings, SCHEMA) as database:
        announced = await ProcedureVersions(database).announce_again(procedure_version_events)
    sys.stdout.write(f"{announced} phiên bản thủ tục được gửi lại.\n")
    return 0
