"""An officer drafts, revises, publishes, takes back or discards a version of a procedure. Every edit is on record."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from shared.command import Command
from shared.errors import Conflict, FieldError, Invalid, NotFound, OutdatedVersion, ServiceError, Unavailable
from svc_dossier.catalogue.procedure_file import ProcedureFile
from svc_dossier.catalogue.procedure_text import changed_members, from_json, to_json
from svc_dossier.domain.procedure_version import MAX_RECORD, Edit, ProcedureVersion, RecordEntry, Refused, Stage, Why
from svc_dossier.store.procedure_versions import VersionStale
from svc_dossier.use_cases.desk import Desk

TRIES = 5

Change = Callable[[ProcedureVersion, RecordEntry], Awaitable[ProcedureVersion]]


@dataclass(frozen=True)
class Edited:
    """``entry`` holds what the edit was, whatever has happened to the ``version`` since."""

    version: ProcedureVersion
    entry: RecordEntry


async def draft(desk: Desk, content: Mapping[str, Any], by: str, command: Command) -> Edited:
    """A new draft under the next free number. Raises ``Problem``: 422 with all that is wrong."""
    for _ in range(TRIES):
        if first := await desk.rules.procedure_versions.made_by(command.id):
            command.expect_same(first.record[0].fingerprint)
            return Edited(first, first.record[0])
        code = content.get("code")
        number = 1 + (await desk.rules.procedure_versions.last_number(code) if isinstance(code, str) else 0)
        file = _checked(desk, {**content, "version": number})
        entry = RecordEntry(Edit.DRAFTED, by, desk.clock.now(), 1, command.id, command.fingerprint)
        made = ProcedureVersion(file.code, number, 1, Stage.DRAFT, file.effective_from, to_json(file), (entry,))
        try:
            await desk.rules.procedure_versions.add(made)
        except VersionStale:
            continue  # the number was taken meanwhile
        return Edited(made, entry)
    raise Unavailable(retry_after=1)


def revision(desk: Desk, content: Mapping[str, Any]) -> Change:
    """The draft with other ``content``, under its own code and number."""

    async def change(version: ProcedureVersion, entry: RecordEntry) -> ProcedureVersion:
        file = _checked(desk, {**content, "version": version.number})
        if file.code != version.code:
            raise Invalid([FieldError("code", "Mã thủ tục của bản thảo không đổi được.")])
        return version.revised(entry, to_json(file), file.effective_from)

    return change


def publication(desk: Desk, effective_from: date) -> Change:
    async def change(version: ProcedureVersion, entry: RecordEntry) -> ProcedureVersion:
        file = from_json(version.content).model_dump(mode="json") | {"effective_from": effective_from.isoformat()}
        published = await desk.rules.procedure_versions.published_of(version.code)
        others = [other for other in published if other[1] != version.number]
        # Once more, because offices or parts of forms may have changed since it was drafted.
        content = to_json(_checked(desk, file))
        return version.published(entry, content, effective_from, desk.today(entry.at), others)

    return change


def retraction(desk: Desk) -> Change:
    async def change(version: ProcedureVersion, entry: RecordEntry) -> ProcedureVersion:
        return version.retracted(entry, datetime.combine(version.effective_from, time(), desk.calendar.zone))

    return change


async def discard(version: ProcedureVersion, entry: RecordEntry) -> ProcedureVersion:
    return version.discarded(entry)


async def edit_version(
    desk: Desk,
    code: str,
    number: int,
    edit: Edit,
    change: Change,
    *,
    by: str,
    reason: str | None,
    command: Command,
    seen: int,
) -> Edited:
    """``change`` done to the version, now or by the same command before. Raises ``Problem``: 404, 409, 412, 422."""
    for _ in range(TRIES):
        version = await desk.rules.procedure_versions.load(code, number)
        if version is None:
            raise NotFound("Không tìm thấy phiên bản thủ tục này.")
        if done := version.done_by(command.id):
            command.expect_same(done.fingerprint)
            return Edited(version, done)
        if seen != version.revision:
            raise OutdatedVersion(current_version=version.revision)
        entry = RecordEntry(edit, by, desk.clock.now(), version.revision + 1, command.id, command.fingerprint, reason)
        try:
            after = _with_changes(version, await change(version, entry))
            await desk.rules.procedure_versions.save(after)
        except Refused as refusal:
            raise _refusal(refusal.why) from None
        except VersionStale:
            continue
        await desk.rules.read_published()
        return Edited(after, after.record[-1])
    raise Unavailable(retry_after=1)


def _with_changes(before: ProcedureVersion, after: ProcedureVersion) -> ProcedureVersion:
    *earlier, entry = after.record
    return replace(after, record=(*earlier, replace(entry, changed=changed_members(before.content, after.content))))


def _checked(desk: Desk, content: Mapping[str, Any]) -> ProcedureFile:
    file, errors = desk.rules.compiler.read(content)
    if file is None:
        raise Invalid(errors)
    return file


_REFUSALS = {
    Why.NOT_A_DRAFT: "Phiên bản này không còn là bản thảo.",
    Why.NOT_PUBLISHED: "Phiên bản này chưa được công bố.",
    Why.IN_FORCE: "Phiên bản đã có hiệu lực, hoặc sẽ có trong vòng một giờ. Hãy công bố một phiên bản mới.",
    Why.IN_THE_PAST: "Ngày có hiệu lực không được ở quá khứ.",
    Why.BEFORE_ANOTHER: "Đã có phiên bản khác có hiệu lực cùng ngày hoặc muộn hơn.",
    Why.RECORD_FULL: f"Bản thảo đã có {MAX_RECORD} lần sửa. Hãy lập bản thảo mới.",
}


def _refusal(why: Why) -> ServiceError:
    return Conflict(
        f"procedure-{why.value.replace('_', '-')}", "Không thực hiện được với phiên bản này", _REFUSALS[why]
    )
