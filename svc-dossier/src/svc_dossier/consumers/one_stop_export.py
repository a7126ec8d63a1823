"""Our own events, on their way to the province's one-stop system: each change of a dossier that is filed there."""

from collections.abc import Awaitable, Callable

from shared.consumer import DependencyUnavailable
from shared.events import Event, InvalidEvent
from svc_dossier.catalogue.catalogue import Catalogue
from svc_dossier.domain.procedure import SubmissionMode
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.sealed_form import FormSeal
from svc_dossier.upstream.one_stop import OneStop, OneStopDown, OneStopRefuses
from svc_dossier.upstream.record import record

GROUP = "svc-dossier.one-stop"
TOPICS = ("dossier.events.v1",)
SYSTEM = "one-stop"
"""Its name among the keys of upstream systems."""


def one_stop_export(
    dossiers: Dossiers, catalogue: Catalogue, seal: FormSeal, one_stop: OneStop
) -> Callable[[Event], Awaitable[None]]:
    """Sends the dossier as it is now, so that what waited long tells nothing outdated; its version orders it there."""

    async def handle(event: Event) -> None:
        document = await dossiers.detail(event.subject, {})
        if document is None or document.get("mode") == SubmissionMode.DVCQG_HANDOFF:
            return
        steps = (step for step in document["timeline"] if step["version"] == event.version)
        if any(step["by"] == {"kind": "system", "id": SYSTEM} for step in steps):
            return  # it has told us itself
        published = catalogue.pinned(document["procedure"]["code"], document["procedure"]["version"])
        form = seal.open(document["form"], published.form.personal if published.form else [], document["_id"])
        sector = published.file.sector
        told = record(document, form, (sector.code or sector.id, sector.name))
        try:
            await one_stop.send(document["submission_reference"], told, event.id)
        except OneStopDown as error:
            raise DependencyUnavailable(f"one-stop system: {error}") from error
        except OneStopRefuses as error:
            raise InvalidEvent(f"one-stop system: {error}") from error

    return handle
