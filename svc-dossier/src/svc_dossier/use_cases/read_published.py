"""Takes into memory what was published, here or elsewhere; the shipped files are the seed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from jsonschema_rs import ValidationError

from shared.clock import Clock
from shared.logs import get_logger
from shared.metrics import UNTIL_CHANGED, MeasuredGauge
from svc_dossier import SERVICE
from svc_dossier.catalogue.catalogue import Catalogue
from svc_dossier.catalogue.compiling import Compiler
from svc_dossier.catalogue.procedure_file import ProcedureFile
from svc_dossier.catalogue.procedure_text import from_json, to_json
from svc_dossier.catalogue.shipped import PublishedFileChanged
from svc_dossier.domain.procedure_version import Edit, EditEntry, ProcedureVersion, Stage, version_id
from svc_dossier.store.procedure_versions import ProcedureVersions
from svc_dossier.use_cases.procedure_version_events import procedure_version_events

OVERLAP = timedelta(minutes=1)
"""How much further back than the last reading is read again: clocks differ."""

log = get_logger()

_unusable = MeasuredGauge(
    "dossier_procedure_versions_unusable", "Published versions that this release cannot use", lasts=UNTIL_CHANGED
)


@dataclass
class Progress:
    """How far this process has read: the revisions that it knows, by id, and those that it cannot use."""

    read_at: datetime | None = None
    known: dict[str, int] = field(default_factory=dict)
    unusable: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class ReadPublished:
    versions: ProcedureVersions
    catalogue: Catalogue
    compiler: Compiler
    shipped: Sequence[ProcedureFile]
    clock: Clock
    progress: Progress = field(default_factory=Progress)

    async def __call__(self) -> None:
        now = self.clock.now()
        first = self.progress.read_at is None
        if first:
            await self.versions.seed([_seed(file, now) for file in self.shipped], procedure_version_events)
        since = self.progress.read_at - OVERLAP if self.progress.read_at else datetime(1970, 1, 1, tzinfo=UTC)
        async for version in self.versions.changed_since(since):
            if self.progress.known.get(version.id) != version.revision:
                self._take(version)
                if first:
                    self._compare(version)
        self.progress.read_at = now

    def _take(self, version: ProcedureVersion) -> None:
        self.progress.known[version.id] = version.revision
        self.progress.unusable.discard(version.id)
        if version.stage is not Stage.PUBLISHED:
            self.catalogue.drop(version.code, version.number)
        else:
            try:
                self.catalogue.put(self.compiler.compiled(from_json(version.content)))
            except (ValueError, KeyError, TypeError, ValidationError) as error:
                log.error("published_version_unusable", version=version.id, error=str(error)[:200])
                self.progress.unusable.add(version.id)
        _unusable.set(len(self.progress.unusable))

    def _compare(self, version: ProcedureVersion) -> None:
        """Raises ``PublishedFileChanged``. Both are read by this release, which may know more members than before."""
        file = next((file for file in self.shipped if version_id(file.code, file.version) == version.id), None)
        if file and version.id not in self.progress.unusable and from_json(version.content) != file:
            raise PublishedFileChanged(file)


def _seed(file: ProcedureFile, at: datetime) -> ProcedureVersion:
    entry = EditEntry(Edit.SHIPPED, SERVICE, at, 1, f"shipped:{file.code}.v{file.version}", "")
    content = to_json(file)
    return ProcedureVersion(file.code, file.version, 1, Stage.PUBLISHED, file.effective_from, content, (entry,))
