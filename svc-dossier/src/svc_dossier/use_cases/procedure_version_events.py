"""What other services are told of a version of a procedure."""

from shared.events import Event, new_event
from svc_dossier import SERVICE
from svc_dossier.catalogue.procedure_text import from_json
from svc_dossier.domain.procedure_events import ProcedurePublished, ProcedureRetracted, event_type
from svc_dossier.domain.procedure_version import Edit, ProcedureVersion, Stage


def procedure_version_events(version: ProcedureVersion) -> list[Event]:
    """The edit that made ``version``; nothing that only editors see. The subject is the procedure's code."""
    edit = version.record[-1].edit
    if version.stage is Stage.PUBLISHED:
        file = from_json(version.content)
        published = ProcedurePublished(
            number=version.number,
            name=file.name,
            sector=file.sector.id,
            keywords=[*file.keywords],
            effective_from=version.effective_from.isoformat(),
        )
        return [_event(version, "published", published)]
    if edit is Edit.RETRACTED:
        return [_event(version, "retracted", ProcedureRetracted(number=version.number))]
    return []


def _event(version: ProcedureVersion, name: str, payload: object) -> Event:
    return new_event(
        event_type(name),
        source=SERVICE,
        subject=version.code,
        version=version.revision,
        at=version.record[-1].at,
        payload=payload,
    )
