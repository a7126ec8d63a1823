"""A citizen begins a dossier, leaves it, and finds it again: every change saved, against the version that was seen."""

from dataclasses import replace
from datetime import timedelta

import orjson

from shared.command import Command
from shared.errors import Conflict, FieldError, Invalid, NotFound, OutdatedVersion, TooLarge, Unavailable
from shared.ids import derived_id
from svc_dossier.store.drafts import Content, Draft
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.submit_dossier import in_force, not_filed_here

MOST = 20
"""Drafts that a citizen may have."""
LIFE = timedelta(days=30)
"""How long a draft waits after its last change, and its files with it."""
LARGEST = 100_000
"""Bytes of a form."""


async def begin_draft(
    desk: Desk, citizen_id: str, command: Command, procedure_code: str, content: Content
) -> tuple[Draft, bool]:
    """The draft, and whether an earlier request began it. Raises ``Problem``: 409, 413, 422."""
    draft_id, now = derived_id("dft", command.id), desk.clock.now()
    if first := await desk.drafts.find(draft_id, citizen_id, now):
        command.expect_same(first.fingerprint)
        return first, True
    published = in_force(desk, procedure_code, desk.today(now))
    if published.form is None:
        raise not_filed_here(desk, published.procedure.submission_mode)
    if len(await desk.drafts.own(citizen_id, now, MOST)) >= MOST:
        detail = f"Bạn đã có {MOST} bản nháp. Vui lòng nộp hoặc xóa bớt một bản."
        raise Conflict("too-many-drafts", "Quá nhiều bản nháp", detail)
    draft = Draft(
        id=draft_id,
        version=1,
        citizen_id=citizen_id,
        procedure_code=procedure_code,
        procedure_name=published.procedure.name,
        content=content,
        created_at=now,
        changed_at=now,
        expires_at=now + LIFE,
        fingerprint=command.fingerprint,
    )
    await _check(desk, draft)
    if await desk.drafts.add(draft):
        return draft, False
    first = await desk.drafts.find(draft_id, citizen_id, now)  # our twin was faster
    if first is None:
        raise Unavailable(retry_after=1)
    command.expect_same(first.fingerprint)
    return first, True


async def save_draft(desk: Desk, citizen_id: str, draft_id: str, seen: int, content: Content) -> Draft:
    """The same content again changes nothing. Raises ``Problem``: 404, 412, 413, 422."""
    now = desk.clock.now()
    draft = await desk.drafts.find(draft_id, citizen_id, now)
    if draft is None:
        raise NotFound("Không tìm thấy bản nháp này.")
    if draft.content == content and seen in (draft.version, draft.version - 1):
        return draft
    if draft.version != seen:
        raise OutdatedVersion(current_version=draft.version)
    after = replace(draft, version=seen + 1, content=content, changed_at=now, expires_at=now + LIFE)
    await _check(desk, after)
    if not await desk.drafts.replace(after):
        raise OutdatedVersion()
    return after


async def _check(desk: Desk, draft: Draft) -> None:
    """Only what makes it a draft; what it still lacks is told when it is filed. Its files now wait as long as it."""
    try:
        size = len(orjson.dumps(draft.content.form))
    except TypeError:  # a number that no form asks for and that cannot be kept
        raise Invalid([FieldError("form", "Có số quá lớn.")]) from None
    if size > LARGEST:
        raise TooLarge(LARGEST)
    file_ids = [file_id for _, files in draft.content.documents for file_id in files]
    found = await desk.files.of(draft.citizen_id, file_ids, since=desk.clock.now() - desk.file_life)
    missing = [
        FieldError(f"documents[{number}].file_ids[{place}]", "Không tìm thấy tệp này. Vui lòng tải tệp lên lại.")
        for number, (_, files) in enumerate(draft.content.documents)
        for place, file_id in enumerate(files)
        if file_id not in found
    ]
    if missing:
        raise Invalid(missing)
    if file_ids:
        await desk.files.keep_until(draft.citizen_id, file_ids, draft.expires_at, desk.file_life)
