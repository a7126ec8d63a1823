"""From the file ids that a citizen names to papers, or to every reason why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.errors import FieldError, Invalid, ServiceError
from svc_dossier.domain.dossier import Paper
from svc_dossier.use_cases.desk import Desk


@dataclass(frozen=True)
class SubmittedDocument:
    """The files that a citizen hands in as the paper ``code``."""

    code: str
    file_ids: Sequence[str]


async def gather_papers(
    desk: Desk, owner: str, handed: Sequence[SubmittedDocument], names: Mapping[str, str], at: datetime
) -> tuple[Paper, ...]:
    """The papers, each called by its name in ``names``. Their files are the ``owner``'s own and still kept.

    That no other dossier has a file is for the write to see: its unique index decides, so that no race can.
    """
    if not handed:
        return ()
    wrong = [
        FieldError(f"documents[{number}].code", "Hồ sơ này không cần giấy tờ có mã đã nêu.")
        for number, paper in enumerate(handed)
        if paper.code not in names
    ]
    file_ids = [file_id for paper in handed for file_id in paper.file_ids]
    if len({*file_ids}) != len(file_ids) or len({paper.code for paper in handed}) != len(handed):
        wrong.append(FieldError("documents", "Mỗi giấy tờ và mỗi tệp chỉ được nêu một lần."))
    if wrong:
        raise Invalid(wrong)
    found = await desk.files.of(owner, file_ids, since=at - desk.file_life)
    missing = [
        FieldError(f"documents[{number}].file_ids[{place}]", "Không tìm thấy tệp này. Vui lòng tải tệp lên lại.")
        for number, paper in enumerate(handed)
        for place, file_id in enumerate(paper.file_ids)
        if file_id not in found
    ]
    if missing:
        raise Invalid(missing)
    return tuple(
        Paper(paper.code, names[paper.code], tuple(found[file_id] for file_id in paper.file_ids), at)
        for paper in handed
    )


def file_taken(field: str = "documents") -> ServiceError:
    """The answer when another dossier has one of the files in ``field``."""
    return Invalid([FieldError(field, "Có tệp đã thuộc về một hồ sơ khác. Vui lòng tải tệp lên lại.")])
