"""Our own events, on their way to the province's one-stop system: each change of a dossier that is kept there."""

from collections.abc import Awaitable, Callable

from shared.consumer import DependencyUnavailable
from shared.events import Event, InvalidEvent
from svc_dossier.catalogue.catalogue import Catalogue
from svc_dossier.domain.dossier import Party
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.scope import Scope
from svc_dossier.store.sealed_form import FormSeal
from svc_dossier.upstream.one_stop import OneStop, OneStopDown, OneStopRefuses
from svc_dossier.upstream.record import record

GROUP = "svc-dossier.one-stop"
TOPICS = ("dossier.events.v1",)
ITSELF = Party("system", "one-stop")
"""Who takes the steps that came from there: its name among the keys of upstream systems."""


def one_stop_export(
    dossiers: Dossiers, catalogue: Catalogue, seal: FormSeal, one_stop: OneStop
) -> Callable[[Event], Awaitable[None]]:
    """Sends the dossier as it is now, so that what waited long says nothing outdated; its version orders it there."""

    async def handle(event: Event) -> None:
        detail = await dossiers.detail(event.subject, Scope.everything())
        if detail is None or detail.dossier.handed_off:
            return
        dossier = detail.dossier
        if any(entry.version == event.version and entry.by == ITSELF for entry in dossier.timeline):
            return  # the change came from there
        published = catalogue.pinned(dossier.procedure_code, dossier.procedure_version)
        form = seal.open(detail.form, published.form.personal if published.form else [], dossier.id)
        sector = published.file.sector
        content = record(dossier, detail.applicant.name, form, (sector.code or sector.id, sector.name))
        try:
            await one_stop.send(dossier.submission_reference, content, event.id)
        except OneStopDown as error:
            raise DependencyUnavailable(f"one-stop system: {error}") from error
        except OneStopRefuses as error:
            raise InvalidEvent(f"one-stop system: {error}") from error

    return handle
