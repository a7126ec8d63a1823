"""Takes into memory what was published, here or elsewhere; the shipped files are the seed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from jsonschema_rs import ValidationError
from prometheus_client import Gauge

from shared.clock import Clock
from shared.logs import get_logger
from svc_dossier.catalogue.catalogue import Catalogue
from svc_dossier.catalogue.compiling import Compiler
from svc_dossier.catalogue.procedure_file import ProcedureFile
from svc_dossier.catalogue.procedure_text import from_json, to_json
from svc_dossier.domain.procedure_version import Edit, ProcedureVersion, RecordEntry, Stage
from svc_dossier.store.procedure_versions import ProcedureVersions

OVERLAP = timedelta(minutes=1)
"""How much longer ago than the last look is looked at again: clocks differ."""
PACKAGE = "svc-dossier"

log = get_logger()

_unusable = Gauge("dossier_procedure_versions_unusable", "Published versions that this release cannot use")


class ReadPublished:
    def __init__(
        self,
        versions: ProcedureVersions,
        catalogue: Catalogue,
        compiler: Compiler,
        shipped: Sequence[ProcedureFile],
        clock: Clock,
    ) -> None:
        self._versions = versions
        self._catalogue = catalogue
        self._compiler = compiler
        self._shipped = shipped
        self._clock = clock
        self._read_at: datetime | None = None
        self._held: dict[str, int] = {}
        self._refused: set[str] = set()

    async def __call__(self) -> None:
        now = self._clock.now()
        if self._read_at is None:
            await self._versions.seed([_seed(file, now) for file in self._shipped])
        since = self._read_at - OVERLAP if self._read_at else datetime(1970, 1, 1, tzinfo=UTC)
        async for version in self._versions.changed_since(since):
            if self._held.get(version.id) != version.revision:
                self._take(version)
        self._read_at = now

    def _take(self, version: ProcedureVersion) -> None:
        self._held[version.id] = version.revision
        self._refused.discard(version.id)
        if version.stage is not Stage.PUBLISHED:
            self._catalogue.drop(version.code, version.number)
        else:
            try:
                self._catalogue.put(self._compiler.compiled(from_json(version.content)))
            except (ValueError, KeyError, TypeError, ValidationError) as error:
                log.error("published_version_unusable", version=version.id, error=str(error)[:200])
                self._refused.add(version.id)
        _unusable.set(len(self._refused))


def _seed(file: ProcedureFile, at: datetime) -> ProcedureVersion:
    entry = RecordEntry(Edit.SHIPPED, PACKAGE, at, 1, f"shipped:{file.code}.v{file.version}", "")
    content = to_json(file)
    return ProcedureVersion(file.code, file.version, 1, Stage.PUBLISHED, file.effective_from, content, (entry,))
