"""A school's file of dues, read and previewed with every wrong cell named."""

import hashlib
from dataclasses import dataclass, replace

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import NotFound
from shared.files.store import File, FileStore, StoredFile
from shared.ids import derived_id
from shared.redaction import without_personal_numbers
from svc_payment.domain.bill_import import BillImport, ImportState
from svc_payment.domain.fee_sheet import MAX_ERRORS
from svc_payment.domain.party import Party
from svc_payment.store.imports import Imports
from svc_payment.store.schools import Schools
from svc_payment.use_cases.plan_bills import PlanBills
from svc_payment.use_cases.uploaded_file import Upload


@dataclass(frozen=True)
class PreviewImport:
    schools: Schools
    imports: Imports
    files: FileStore
    plan: PlanBills
    clock: Clock

    async def __call__(self, school_id: str, by: Party, command: Command, upload: Upload) -> Outcome[BillImport]:
        """Raises ``NotFound``, ``Invalid`` (the file as a whole cannot be read) or ``KeyReused``."""
        import_id = derived_id("imp", command.id)
        if earlier := await self.imports.find(import_id, school_id):
            command.expect_same(earlier.fingerprint)
            return Outcome(earlier, replayed=True)
        school = await self.schools.find(school_id)
        if school is None:
            raise NotFound("Không tìm thấy trường này.")
        now = self.clock.now()
        compared = await self.plan(school, upload.content, now, import_id)
        planned, errors = compared.plan, compared.errors
        sha256 = hashlib.sha256(upload.content).hexdigest()
        file = File(derived_id("fil", command.id), upload.name, "application/octet-stream", len(upload.content))
        stored = StoredFile(file, by.id, sha256, command.id, command.fingerprint, now)
        count = planned.error_count + len(errors)
        # Of a file in which something is wrong, no sum would be the file's.
        bills = () if planned.error_count else planned.bills
        named = sorted((*planned.errors, *errors), key=lambda error: error.row)
        if not count:
            await self.files.add(stored, upload.content, attached=True)
        preview = BillImport(
            id=import_id,
            school_id=school_id,
            file_id=file.id,
            file_name=upload.name,
            sha256=upload.sha256,
            by=by.id,
            by_name=by.name,
            at=now,
            state=ImportState.REJECTED if count else ImportState.PREVIEWED,
            rows=planned.rows,
            bills=sum(1 for bill in bills if bill.total),
            exempt=sum(1 for bill in bills if not bill.total),
            new=0 if planned.error_count else compared.new,
            amount=sum(bill.total for bill in bills),
            # A phone that slipped into the column of prices is named by its row, and kept nowhere.
            errors=tuple(replace(error, value=without_personal_numbers(error.value)) for error in named[:MAX_ERRORS]),
            error_count=count,
            changed_at=now,
            command_id=command.id,
            fingerprint=command.fingerprint,
        )
        return Outcome(await self.imports.insert(preview))
