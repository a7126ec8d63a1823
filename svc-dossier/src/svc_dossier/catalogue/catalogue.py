"""All published procedures, all versions, in memory: a request reads no file and compiles no schema."""

from bisect import insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from shared.filters import check_known
from svc_dossier.catalogue.form import Form
from svc_dossier.catalogue.procedure_file import Level, ProcedureFile
from svc_dossier.catalogue.search import Indexed, Query, rank
from svc_dossier.domain.procedure import Agency, Procedure

SearchKey = tuple[int, str, str]
"""Place, folded name, code: the order of a search."""


@dataclass(frozen=True)
class Published:
    """One procedure version, ready to be decided by, filled in, shown (``published_pages.py``) and found."""

    procedure: Procedure
    form: Form | None
    file: ProcedureFile
    indexed: Indexed


class UnknownVersion(Exception):
    """The version was published a moment ago, and this process has not read it yet."""


class Catalogue:
    def __init__(self, published: Iterable[Published]) -> None:
        self._versions: dict[str, list[Published]] = {}
        for version in published:
            self.put(version)

    def put(self, version: Published) -> None:
        """Take in ``version``, instead of one with the same code and number."""
        self.drop(version.procedure.code, version.procedure.version)
        versions = self._versions.setdefault(version.procedure.code, [])
        insort(versions, version, key=lambda item: (item.procedure.effective_from, item.procedure.version))

    def drop(self, code: str, number: int) -> None:
        kept = [item for item in self._versions.get(code, ()) if item.procedure.version != number]
        if kept or code in self._versions:
            self._versions[code] = kept

    def check_known(self, procedure_code: str | None) -> None:
        """Check what a list is filtered by. Raises ``Invalid`` where no procedure has or had this code."""
        check_known("procedure_code", procedure_code, self._versions, "Không có thủ tục nào mang mã này.")

    def in_force(self, code: str, day: date) -> Published | None:
        """The version of ``code`` that holds on ``day``."""
        versions = (item for item in reversed(self._versions.get(code, [])) if item.procedure.effective_from <= day)
        return next(versions, None)

    def all_in_force(self, day: date) -> list[Published]:
        """Every procedure's version that holds on ``day``."""
        return [item for code in self._versions if (item := self.in_force(code, day)) is not None]

    def pinned(self, code: str, version: int) -> Published:
        """The version a dossier was filed under: it is never removed. Raises ``UnknownVersion``."""
        found = self.find(code, version)
        if found is None:
            raise UnknownVersion(f"{code} v{version}")
        return found

    def find(self, code: str, version: int) -> Published | None:
        return next((item for item in self._versions.get(code, ()) if item.procedure.version == version), None)

    def search(
        self, query: str, day: date, *, sector: str | None, level: Level | None, after: SearchKey | None, limit: int
    ) -> list[tuple[SearchKey, Published]]:
        """The procedures in force on ``day`` that fit, best first: at most ``limit``, past ``after``."""
        wanted = Query.of(query)
        found = []
        for code in self._versions:
            item = self.in_force(code, day)
            if item is None or (sector and item.file.sector.id != sector) or (level and level not in item.file.levels):
                continue
            if (place := rank(item.indexed, wanted)) is not None:
                found.append(((place, item.indexed.name, code), item))
        found.sort(key=lambda pair: pair[0])
        return [pair for pair in found if after is None or pair[0] > after][:limit]


def ready(file: ProcedureFile, form: Form | None, agencies: Mapping[str, Agency]) -> Published:
    """``file`` with all that is worked out from it once. Raises ``ValueError`` or ``KeyError``."""
    procedure = file.procedure(agencies)
    return Published(procedure, form, file, Indexed.of(file.code, file.name, file.keywords))
