"""Who edits what."""

from typing import Annotated

from fastapi import Depends

from shared.errors import Forbidden
from shared.identity import ADMINISTRATOR, PROVINCE, Caller, staff_with
from svc_content.domain.article import Actor
from svc_content.domain.editor import Editor

CONTENT_EDITOR = "content_editor"
WRITER, APPROVER = Actor.WRITER.value, Actor.APPROVER.value

NewsStaff = Annotated[Caller, staff_with(WRITER, APPROVER)]
NewsWriter = Annotated[Caller, staff_with(WRITER)]


def _expect_province(editor: Annotated[Caller, staff_with(CONTENT_EDITOR, ADMINISTRATOR)]) -> Caller:
    if not editor.covers_province(CONTENT_EDITOR, ADMINISTRATOR):
        raise Forbidden("Chỉ người biên tập nội dung của tỉnh được dùng chức năng này.")
    return editor


ContentEditor = Annotated[Caller, Depends(_expect_province)]
AnyEditor = Annotated[Caller, staff_with(WRITER, APPROVER, CONTENT_EDITOR, ADMINISTRATOR)]


def scope(editor: Caller) -> frozenset[str] | None:
    """The units of an editor; ``None`` for all of them."""
    units = editor.units(WRITER, APPROVER, CONTENT_EDITOR, ADMINISTRATOR)
    return None if PROVINCE in units else units


def acting(caller: Caller) -> Editor:
    units = {actor: caller.units(actor.value) for actor in (Actor.WRITER, Actor.APPROVER)}
    return Editor(caller.id, units, caller.name)
