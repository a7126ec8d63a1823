"""What an operator starts by hand beside the service."""

import sys

from shared.mongo import open_mongo
from svc_dossier.settings import Settings
from svc_dossier.store.procedure_versions import ProcedureVersions
from svc_dossier.use_cases.procedure_version_events import procedure_version_events


async def announce_procedures(settings: Settings, _: list[str]) -> int:
    """``python -m svc_dossier announce-procedures``: every published version once more, after Kafka was lost. A worker
    sends it; whoever knows it already leaves it out."""
    async with open_mongo(settings) as database:
        announced = await ProcedureVersions(database).announce_again(procedure_version_events)
    sys.stdout.write(f"{announced} phiên bản thủ tục được gửi lại.\n")
    return 0
