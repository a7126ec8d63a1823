"""Calendar, catalogue and offices, which people change while the service runs: in memory, and where they are kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.clock import Clock
from shared.reference.communes import Communes
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.catalogue.catalogue import Catalogue
from svc_dossier.catalogue.compiling import Compiler
from svc_dossier.catalogue.offices import Offices
from svc_dossier.catalogue.public_procedure import MAX_FILE_BYTES
from svc_dossier.catalogue.published_pages import PublishedPages
from svc_dossier.catalogue.rules import agencies
from svc_dossier.catalogue.shipped import compiler_for, shipped_files
from svc_dossier.domain.procedure import Agency
from svc_dossier.store.calendar_revisions import CalendarRevisions
from svc_dossier.store.office_contacts import OfficeContacts
from svc_dossier.store.procedure_versions import ProcedureVersions
from svc_dossier.use_cases.read_published import ReadPublished
from svc_dossier.use_cases.refresh_calendar import RefreshCalendar
from svc_dossier.use_cases.refresh_offices import RefreshOffices


@dataclass(frozen=True)
class Rules:
    agencies: Mapping[str, Agency]
    offices: Offices
    communes: Communes
    calendars: Calendars
    calendar_revisions: CalendarRevisions
    catalogue: Catalogue
    compiler: Compiler
    pages: PublishedPages
    procedure_versions: ProcedureVersions
    read_published: ReadPublished
    refresh_calendar: RefreshCalendar
    refresh_offices: RefreshOffices

    @property
    def read(self) -> bool:
        """Whether a ``refresh`` came to its end: until then there is only what the package ships."""
        return self.offices.read

    async def refresh(self) -> None:
        """Take in what was changed elsewhere."""
        await self.refresh_calendar()
        await self.read_published()
        await self.refresh_offices()


def shipped_rules(
    root_code: str,
    revisions: CalendarRevisions,
    versions: ProcedureVersions,
    contacts: OfficeContacts,
    clock: Clock,
    max_file_bytes: int = MAX_FILE_BYTES,
) -> Rules:
    """The rules that the package ships; wrong data stops the start."""
    receiving, offices = agencies(root_code), Offices()
    compiler = compiler_for(receiving)
    files = shipped_files(compiler)
    calendars = Calendars()
    catalogue = Catalogue(compiler.compiled(file) for file in files)
    return Rules(
        agencies=receiving,
        offices=offices,
        communes=Communes(),
        calendars=calendars,
        calendar_revisions=revisions,
        catalogue=catalogue,
        compiler=compiler,
        pages=PublishedPages(offices, max_file_bytes),
        procedure_versions=versions,
        read_published=ReadPublished(versions, catalogue, compiler, files, clock),
        refresh_calendar=RefreshCalendar(calendars, revisions),
        refresh_offices=RefreshOffices(offices, contacts),
    )
