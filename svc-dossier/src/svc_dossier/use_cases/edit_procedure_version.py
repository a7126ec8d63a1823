"""One edit of a version of a procedure: against the revision the editor saw, once however often it is sent."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import Conflict, NotFound, OutdatedVersion
from shared.optimistic import retry_on_conflict
from shared.refusals import by_reason, explained
from svc_dossier.catalogue.procedure_text import changed_members
from svc_dossier.domain.dossier import Party
from svc_dossier.domain.procedure_version import (
    MAX_RECORD,
    Edit,
    EditEntry,
    ProcedureVersion,
    VersionRefusal,
    VersionRefused,
)
from svc_dossier.store.procedure_versions import ProcedureVersions
from svc_dossier.use_cases.procedure_version_events import procedure_version_events
from svc_dossier.use_cases.read_published import ReadPublished

Change = Callable[[ProcedureVersion, EditEntry], Awaitable[ProcedureVersion]]

DETAILS: Mapping[VersionRefusal, str] = {
    VersionRefusal.NOT_A_DRAFT: "Phiên bản này không còn là bản thảo.",
    VersionRefusal.NOT_PUBLISHED: "Phiên bản này chưa được công bố.",
    VersionRefusal.IN_FORCE: (
        "Phiên bản đã có hiệu lực, hoặc sẽ có trong vòng một giờ. Hãy công bố một phiên bản mới."
    ),
    VersionRefusal.IN_THE_PAST: "Ngày có hiệu lực không được ở quá khứ.",
    VersionRefusal.BEFORE_ANOTHER: "Đã có phiên bản khác có hiệu lực cùng ngày hoặc muộn hơn.",
    VersionRefusal.RECORD_FULL: f"Bản thảo đã có {MAX_RECORD} lần sửa. Hãy công bố hoặc lập bản thảo mới.",
}


def _conflict(refused: VersionRefused) -> Conflict:
    code = f"procedure-{refused.reason.value.replace('_', '-')}"
    return Conflict(code, "Không thực hiện được với phiên bản này", DETAILS[refused.reason])


_ERRORS = by_reason(VersionRefused, dict.fromkeys(DETAILS, _conflict))


@dataclass(frozen=True)
class EditRequest:
    """Who edits which version, and ``seen``, the revision of it that they had before them."""

    code: str
    number: int
    by: Party
    command: Command
    seen: int
    reason: str | None = None


@dataclass(frozen=True)
class ProcedureEdit:
    """``entry`` holds what the edit was, whatever has happened to the version since."""

    code: str
    number: int
    entry: EditEntry


@dataclass(frozen=True)
class EditProcedureVersion:
    versions: ProcedureVersions
    read_published: ReadPublished
    clock: Clock

    async def __call__(self, request: EditRequest, edit: Edit, change: Change) -> Outcome[ProcedureEdit]:
        """``change`` done to the version, now or by the same command before.

        Raises ``NotFound``, ``Conflict``, ``OutdatedVersion``, ``Unavailable``, and what ``change`` raises.
        """

        async def attempt(_number: int) -> Outcome[ProcedureEdit]:
            version = await self.versions.load(request.code, request.number)
            if version is None:
                raise NotFound("Không tìm thấy phiên bản thủ tục này.")
            if entry := request.command.find_in(version.record):
                return Outcome(ProcedureEdit(version.code, version.number, entry), replayed=True)
            if request.seen != version.revision:
                raise OutdatedVersion(current_version=version.revision)
            after = _with_changes(version, await change(version, self._entry(request, edit, version)))
            await self.versions.save(after, procedure_version_events(after))
            return Outcome(ProcedureEdit(after.code, after.number, after.record[-1]))

        with explained(_ERRORS):
            outcome = await retry_on_conflict(attempt)
        if not outcome.replayed:
            await self.read_published()
        return outcome

    def _entry(self, request: EditRequest, edit: Edit, version: ProcedureVersion) -> EditEntry:
        command = request.command
        return EditEntry(
            edit,
            request.by.id,
            self.clock.now(),
            version.revision + 1,
            command.id,
            command.fingerprint,
            request.reason,
            by_name=request.by.name,
        )


def _with_changes(before: ProcedureVersion, after: ProcedureVersion) -> ProcedureVersion:
    *earlier, entry = after.record
    return replace(after, record=(*earlier, replace(entry, changed=changed_members(before.content, after.content))))
