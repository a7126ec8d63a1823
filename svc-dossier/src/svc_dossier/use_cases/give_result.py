"""The result leaves the specialist, or the one-stop: with its files, where it is given electronically."""

from collections.abc import Sequence
from datetime import datetime

from shared.errors import Conflict, FieldError, Invalid
from svc_dossier.domain.dossier import MAX_RESULTS, Dossier, StepData
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.take_step import Prepare


def result(desk: Desk, officer_id: str, file_ids: Sequence[str], text: str | None) -> Prepare:
    """``file_ids`` name files that the officer has uploaded."""

    async def prepare(dossier: Dossier, at: datetime) -> StepData:
        if len(dossier.results) + len(file_ids) > MAX_RESULTS:
            raise Conflict(
                "too-many-results", "Quá nhiều tệp kết quả", f"Một hồ sơ có tối đa {MAX_RESULTS} tệp kết quả."
            )
        found = await desk.files.of(officer_id, file_ids, since=at - desk.file_life)
        missing = [
            FieldError(f"result_files[{place}]", "Không tìm thấy tệp này. Vui lòng tải tệp lên lại.")
            for place, file_id in enumerate(file_ids)
            if file_id not in found
        ]
        if missing or len({*file_ids}) != len(file_ids):
            raise Invalid(missing or [FieldError("result_files", "Mỗi tệp chỉ được nêu một lần.")])
        return StepData(text=text, results=[found[file_id] for file_id in file_ids])

    return prepare
