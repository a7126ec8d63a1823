"""Makes papers of the file ids that somebody names, or tells every reason why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.errors import FieldError, Invalid, ServiceError
from svc_dossier.domain.dossier import File, Paper
from svc_dossier.domain.procedure import CopyKind, RequiredDocument
from svc_dossier.store.files import Files


@dataclass(frozen=True)
class SubmittedDocument:
    """The files that are handed in as the paper ``code``, and as what; or why there is no such paper."""

    code: str
    file_ids: Sequence[str]
    unavailable: str | None = None
    copy_kind: CopyKind | None = None


@dataclass(frozen=True)
class GatherPapers:
    """``file_life`` is how long a file waits for a dossier."""

    files: Files
    file_life: timedelta

    async def __call__(
        self, owner: str, documents: Sequence[SubmittedDocument], known: Mapping[str, RequiredDocument], at: datetime
    ) -> tuple[Paper, ...]:
        """The papers, each one of those ``known`` by their codes. Their files are the ``owner``'s own and still kept.

        That no other dossier has a file is for the write to see: its unique index decides, so that no race can.
        """
        if not documents:
            return ()
        if wrong := wrong_documents(documents, known):
            raise Invalid(wrong)
        file_ids = [file_id for document in documents for file_id in document.file_ids]
        found = await self.files.of(owner, file_ids, since=at - self.file_life)
        if missing := missing_files([document.file_ids for document in documents], found):
            raise Invalid(missing)
        return tuple(
            Paper(
                document.code,
                known[document.code].name,
                tuple(found[file_id] for file_id in document.file_ids),
                at,
                document.unavailable,
                known[document.code].taken_as(document.copy_kind) if not document.unavailable else None,
            )
            for document in documents
        )


def wrong_documents(documents: Sequence[SubmittedDocument], known: Mapping[str, RequiredDocument]) -> list[FieldError]:
    """What is wrong with how they are named, whatever their files are."""
    wrong = [
        FieldError(f"documents[{number}].code", "Hồ sơ này không cần giấy tờ có mã đã nêu.")
        for number, document in enumerate(documents)
        if document.code not in known
    ]
    wrong += [
        FieldError(f"documents[{number}].copy_kind", "Cơ quan không nhận giấy tờ này dưới dạng đã chọn.")
        for number, document in enumerate(documents)
        if document.code in known and not known[document.code].takes(document.copy_kind)
    ]
    file_ids = [file_id for document in documents for file_id in document.file_ids]
    if len({*file_ids}) != len(file_ids) or len({document.code for document in documents}) != len(documents):
        wrong.append(FieldError("documents", "Mỗi giấy tờ và mỗi tệp chỉ được nêu một lần."))
    return wrong


def missing_files(named: Sequence[Sequence[str]], found: Mapping[str, object]) -> list[FieldError]:
    """One error for each file of each document that is not among those ``found``."""
    return [
        file_missing(f"documents[{number}].file_ids[{place}]")
        for number, file_ids in enumerate(named)
        for place, file_id in enumerate(file_ids)
        if file_id not in found
    ]


def file_missing(field: str) -> FieldError:
    return FieldError(field, "Không tìm thấy tệp này. Vui lòng tải tệp lên lại.")


def file_in_use(file_id: str, papers: Sequence[Paper], results: Sequence[File] = ()) -> ServiceError:
    """Another dossier has this file, which one of ``papers`` or the ``results`` names."""
    fields = {file.id: f"result_files[{place}]" for place, file in enumerate(results)} | {
        file.id: f"documents[{number}].file_ids[{place}]"
        for number, paper in enumerate(papers)
        for place, file in enumerate(paper.files)
    }
    message = "Tệp này đã thuộc về một hồ sơ khác. Vui lòng tải tệp lên lại."
    return Invalid([FieldError(fields.get(file_id, "documents"), message)])
