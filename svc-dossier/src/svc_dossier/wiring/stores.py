"""Everything that is kept, on one database."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.access_log import AccessLog
from shared.clock import Clock
from shared.crypto import FieldCipher
from shared.mongo import Database
from shared.reference.staff_directory import StaffDirectory
from shared.wakeup import Wakeup
from svc_dossier.catalogue.public_procedure import MAX_FILE_BYTES
from svc_dossier.settings import Settings
from svc_dossier.store.appointments import Appointments
from svc_dossier.store.board_figures import BoardFigures
from svc_dossier.store.calendar_revisions import CalendarRevisions
from svc_dossier.store.code_numbers import CodeNumbers
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.drafts import Drafts
from svc_dossier.store.figures import StoredFigures
from svc_dossier.store.files import Files
from svc_dossier.store.office_contacts import OfficeContacts
from svc_dossier.store.payments import Payments
from svc_dossier.store.procedure_versions import ProcedureVersions
from svc_dossier.store.sealed_form import FormSeal
from svc_dossier.store.upstream_statuses import UpstreamStatuses
from svc_dossier.use_cases.rules import Rules, shipped_rules


@dataclass(frozen=True)
class Stores:
    dossiers: Dossiers
    appointments: Appointments
    files: Files
    code_numbers: CodeNumbers
    staff: StaffDirectory
    access_log: AccessLog
    drafts: Drafts
    payments: Payments
    figures: StoredFigures
    board_figures: BoardFigures
    upstream_statuses: UpstreamStatuses
    seal: FormSeal


def make_stores(settings: Settings, database: Database, wakeups: Mapping[str, Wakeup]) -> Stores:
    """``wakeups``: by the collection whose relay they wake."""
    cipher = FieldCipher.parse(settings.field_keys.get_secret_value())
    return Stores(
        dossiers=Dossiers(database, wakeups["dossiers"]),
        appointments=Appointments(database, wakeups["appointments"]),
        files=Files(database),
        code_numbers=CodeNumbers(database),
        staff=StaffDirectory(database, FieldCipher.parse(settings.staff_keys.get_secret_value())),
        access_log=AccessLog(database),
        drafts=Drafts(database, cipher),
        payments=Payments(database),
        figures=StoredFigures(database),
        board_figures=BoardFigures(database, StoredFigures(database)),
        upstream_statuses=UpstreamStatuses(database),
        seal=FormSeal(cipher),
    )


def make_rules(
    root_code: str, database: Database, clock: Clock, wakeup: Wakeup, max_file_bytes: int = MAX_FILE_BYTES
) -> Rules:
    """``wakeup``: of the relay that tells other services of a changed calendar."""
    revisions, versions = CalendarRevisions(database, wakeup), ProcedureVersions(database)
    return shipped_rules(root_code, revisions, versions, OfficeContacts(database), clock, max_file_bytes)
