"""What a province arranges without a release: the same three routes for every kind of row, each with own content."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import Response

from shared.errors import NotFound
from shared.etag import RequiredIfMatch, etag
from shared.idempotency import IdempotentCommand
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import WrittenRoute, api_router, typed_response
from svc_content.api.officers import ContentEditor
from svc_content.api.staff_arrangement.requests import EntryIn
from svc_content.api.staff_arrangement.responses import EntryPage, EntryView
from svc_content.catalogue.entry_kinds import KEY, KINDS, LABELS, Content
from svc_content.store.entries import Entries
from svc_content.use_cases.arrange_entry import ArrangeEntry, EntryEdit

Key = Annotated[str, Path(pattern=rf"^{KEY}$")]


def staff_arrangement_routes(entries: Entries, arrange_entry: ArrangeEntry) -> APIRouter:
    router = api_router(WrittenRoute, prefix="/v1/staff/content", tags=["Biên tập nội dung"])
    for kind, content in KINDS.items():
        _add_kind(router, kind, content, entries, arrange_entry)
    return router


def _add_kind(router: APIRouter, kind: str, content: type[Content], entries: Entries, arrange: ArrangeEntry) -> None:
    label = LABELS[kind]
    row_type: Any = EntryView[content]  # type: ignore[valid-type]
    page_type: Any = EntryPage[content]  # type: ignore[valid-type]
    body_type: Any = EntryIn[content]  # type: ignore[valid-type]

    @router.get(
        f"/{kind}",
        name=f"list_{kind}",
        summary=f"{label}: tất cả các mục",
        description="Kể cả mục đang ẩn, theo thứ tự hiển thị, kèm nhật ký sửa.",
        response_model=page_type,
    )
    async def list_rows(_editor: ContentEditor, page: PageQuery) -> Response:
        key = position(page, int, str)
        found = await entries.of_kind(kind, (key[0], key[1]) if key else None, page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.position, last.key))
        return typed_response(page_type(items=[row_type.of(one) for one in shown["items"]], next=shown["next"]))

    @router.get(
        f"/{kind}/{{key}}",
        name=f"show_{kind}",
        summary=f"{label}: một mục",
        description="Nội dung, nhật ký sửa và phiên bản để gửi lại trong If-Match.",
        response_model=row_type,
    )
    async def show(key: Key, _editor: ContentEditor) -> Response:
        found = await entries.load(kind, key)
        if found is None:
            raise NotFound("Không tìm thấy mục này.")
        return typed_response(row_type.of(found), headers={"ETag": etag(found.version)})

    async def put(
        key: Key,
        editor: ContentEditor,
        command: IdempotentCommand,
        seen: RequiredIfMatch,
        body: body_type,
    ) -> Response:
        edit = EntryEdit(kind, key, body.content, body.position, body.active, editor.id, editor.name, command, seen)
        outcome = await arrange(edit)
        return typed_response(row_type.of(outcome.value), headers={"ETag": etag(outcome.value.version)})

    router.put(
        f"/{kind}/{{key}}",
        name=f"put_{kind}",
        summary=f"{label}: thêm hoặc sửa một mục",
        description='Thay toàn bộ mục; thêm mới thì gửi If-Match: "0". Người dân thấy sau vài giây.',
        response_model=row_type,
    )(put)
