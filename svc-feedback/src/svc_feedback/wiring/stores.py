"""Everything that is kept, on one database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.access_log import AccessLog
from shared.crypto import FieldCipher
from shared.files.store import FileStore
from shared.mongo import Database
from shared.reference.followed_calendar import FollowedCalendar
from shared.reference.staff_directory import StaffDirectory
from shared.wakeup import Wakeup
from svc_feedback.catalogue.routing import shipped_rules
from svc_feedback.settings import Settings
from svc_feedback.store.categories import StoredCatalogue
from svc_feedback.store.evidence import EvidenceRows
from svc_feedback.store.figures import StoredFigures
from svc_feedback.store.forgotten import Forgotten
from svc_feedback.store.given_alerts import GivenAlerts
from svc_feedback.store.map_cells import MapCells
from svc_feedback.store.public_reports import PublicReports
from svc_feedback.store.questions import Questions
from svc_feedback.store.reports import Reports
from svc_feedback.store.routing_rules import RoutingRules
from svc_feedback.store.sealed import Seal
from svc_feedback.store.sendings import Sendings
from svc_feedback.store.supports import Supports
from svc_feedback.use_cases.rules import Rules


@dataclass(frozen=True)
class Stores:
    reports: Reports
    public_reports: PublicReports
    map_cells: MapCells
    supports: Supports
    sendings: Sendings
    questions: Questions
    alerts: GivenAlerts
    categories: StoredCatalogue
    routing: RoutingRules
    figures: StoredFigures
    files: FileStore
    evidence: EvidenceRows
    forgotten: Forgotten
    staff: StaffDirectory
    access_log: AccessLog
    calendars: FollowedCalendar
    seal: Seal

    async def attached(self, file_ids: Sequence[str]) -> set[str]:
        """Those of ``file_ids`` that a report or a question has."""
        return await self.reports.attached(file_ids) | await self.questions.attached(file_ids)


def make_stores(settings: Settings, database: Database, wakeups: Mapping[str, Wakeup], rules: Rules) -> Stores:
    """``wakeups``: by the collection whose relay they wake."""

    def fields() -> dict[str, list[str]]:
        catalogue = rules.catalogue
        return {code: [category.code for category in catalogue.of_field(code)] for code in catalogue.fields}

    return Stores(
        reports=Reports(database, wakeups["reports"]),
        public_reports=PublicReports(database),
        map_cells=MapCells(database),
        supports=Supports(database, wakeups["supports"]),
        sendings=Sendings(database),
        questions=Questions(database, wakeups["questions"]),
        alerts=GivenAlerts(database),
        categories=StoredCatalogue(database, rules.catalogue),
        routing=RoutingRules(database, shipped_rules()),
        figures=StoredFigures(database, fields),
        files=FileStore(database),
        evidence=EvidenceRows(database),
        forgotten=Forgotten(database),
        staff=StaffDirectory(database, FieldCipher.parse(settings.staff_keys.get_secret_value())),
        access_log=AccessLog(database),
        calendars=FollowedCalendar(database),
        seal=Seal(FieldCipher.parse(settings.field_keys.get_secret_value())),
    )
