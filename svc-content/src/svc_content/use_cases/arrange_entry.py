"""An editor arranges a row: adds one, changes it, hides it. Everybody sees it within seconds."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import FieldError, Invalid, OutdatedVersion
from shared.optimistic import retry_on_conflict
from shared.refusals import about
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import SINGLE, Banner, Category, Content, Faq, Feed, Guide, Topic, Utility
from svc_content.domain.entry import Edit, EditEntry, Entry
from svc_content.domain.screens import Screen
from svc_content.store.entries import Entries
from svc_content.use_cases.compose_content import PICTURES, faults_in_text
from svc_content.use_cases.entry_events import entry_events
from svc_content.use_cases.find_nameable_files import FindNameableFiles
from svc_content.use_cases.find_target import FindTarget
from svc_content.use_cases.refresh_arrangement import RefreshArrangement


@dataclass(frozen=True)
class EntryEdit:
    """``content``: a model of its kind; ``seen``: the version the editor saw, 0 for a new row."""

    kind: str
    key: str
    content: Content
    position: int
    active: bool
    by: str
    by_name: str
    command: Command
    seen: int


@dataclass(frozen=True)
class ArrangeEntry:
    entries: Entries
    arrangement: Arrangement
    refresh: RefreshArrangement
    find_files: FindNameableFiles
    find_target: FindTarget
    clock: Clock

    async def __call__(self, request: EntryEdit) -> Outcome[Entry]:
        """Raises ``Invalid``, ``OutdatedVersion``, ``KeyReused`` or ``Unavailable``."""
        await self._check(request)
        content = request.content.model_dump(mode="json")

        async def attempt(_number: int) -> Outcome[Entry]:
            known = await self.entries.load(request.kind, request.key)
            if known is not None and request.command.find_in(known.record):
                return Outcome(known, replayed=True)
            if request.seen != (version := known.version if known else 0):
                with about(known):
                    raise OutdatedVersion(current_version=version)
            edit = EditEntry(
                request.seen + 1,
                Edit.CHANGED if known else Edit.ADDED,
                request.by,
                self.clock.now(),
                request.command.id,
                request.command.fingerprint,
                by_name=request.by_name,
            )
            if known is None:
                added = Entry(request.kind, request.key, 1, request.position, request.active, content, (edit,))
                await self.entries.add(added, entry_events(added))
                return Outcome(added)
            after = known.edited(edit, content, request.position, request.active)
            await self.entries.save(after, entry_events(after))
            return Outcome(after)

        outcome = await retry_on_conflict(attempt)
        await self.refresh()
        return outcome

    async def _check(self, request: EntryEdit) -> None:
        content = request.content
        wrong = []
        if request.kind == "organisation" and request.key != SINGLE:
            wrong.append(FieldError("key", f"Chỉ có một mục, mã {SINGLE}."))
        if isinstance(content, Guide | Faq) and self.arrangement.find(Topic, content.topic) is None:
            wrong.append(FieldError("content.topic", "Không có chủ đề này."))
        if isinstance(content, Feed) and self.arrangement.find(Category, content.category) is None:
            wrong.append(FieldError("content.category", "Không có chuyên mục này."))
        for field, screen, subject_id in _leads(content):
            if not await self.find_target(screen, subject_id):
                wrong.append(FieldError(field, "Không có nội dung mang mã này."))
        if isinstance(content, Banner | Guide):
            wrong += await self._files(content, request)
        if wrong:
            raise Invalid(wrong)

    async def _files(self, content: Banner | Guide, request: EntryEdit) -> list[FieldError]:
        """A row makes its files public: it takes those that its editor has uploaded, or keeps its own."""
        known = await self.entries.load(request.kind, request.key)
        before = type(content).model_validate(known.content).files if known else ()
        kinds = await self.find_files(content.files, request.by, before)
        if isinstance(content, Guide):
            return faults_in_text(content.html, "content.html", kinds)
        if content.image and content.image not in kinds:
            return [FieldError("content.image", "Không tìm thấy ảnh đã tải lên.")]
        if content.image and kinds[content.image] not in PICTURES:
            return [FieldError("content.image", "Ảnh của biểu ngữ phải là ảnh JPEG hoặc PNG.")]
        return []


def _leads(content: Content) -> Iterator[tuple[str, Screen, str]]:
    """Field, screen and id of all that ``content`` leads to."""
    if isinstance(content, Guide) and content.procedure_code:
        yield "content.procedure_code", Screen.PROCEDURE, content.procedure_code
    if isinstance(content, Banner | Utility) and content.target.screen and content.target.id:
        yield "content.target.id", content.target.screen, content.target.id
