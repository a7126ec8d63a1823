"""The catalogue's editing: drafts as JSON or YAML, published for a day, by an editor of the province."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from shared.clock import Clock
from shared.command import Outcome
from shared.errors import Forbidden, NotFound
from shared.etag import RequiredIfMatch, etag
from shared.fields import Code
from shared.idempotency import IdempotentCommand
from shared.identity import ADMINISTRATOR, Caller, staff_with
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_dossier.api.officers import acting
from svc_dossier.api.procedure_versions.requests import CONTENT, YAML, Publication, read_content
from svc_dossier.api.procedure_versions.responses import (
    EditReceipt,
    ProcedureVersionDetail,
    ProcedureVersionPage,
    ProcedureVersionRow,
)
from svc_dossier.api.staff_steps.requests import Reason
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.catalogue.procedure_text import from_json, to_yaml
from svc_dossier.domain.procedure_version import ProcedureVersion, Stage
from svc_dossier.store.procedure_versions import ProcedureVersions
from svc_dossier.use_cases.discard_procedure_version import DiscardProcedureVersion
from svc_dossier.use_cases.draft_procedure_version import DraftProcedureVersion
from svc_dossier.use_cases.edit_procedure_version import EditRequest, ProcedureEdit
from svc_dossier.use_cases.publish_procedure_version import PublishProcedureVersion
from svc_dossier.use_cases.retract_procedure_version import RetractProcedureVersion
from svc_dossier.use_cases.revise_procedure_version import ReviseProcedureVersion

ROLES = ("catalogue_editor", ADMINISTRATOR)


def _expect_province(editor: Annotated[Caller, staff_with(*ROLES)]) -> Caller:
    if not editor.covers_province(*ROLES):
        raise Forbidden("Chỉ người biên tập thủ tục của tỉnh được dùng chức năng này.")
    return editor


Editor = Annotated[Caller, Depends(_expect_province)]


def procedure_version_routes(
    versions: ProcedureVersions,
    draft_version: DraftProcedureVersion,
    revise_version: ReviseProcedureVersion,
    publish_version: PublishProcedureVersion,
    retract_version: RetractProcedureVersion,
    discard_version: DiscardProcedureVersion,
    calendars: Calendars,
    clock: Clock,
) -> APIRouter:
    router = api_router(prefix="/v1/staff/procedures", tags=["Biên tập thủ tục"])

    @router.get(
        "",
        summary="Các phiên bản thủ tục",
        description="Bản thảo, bản đã công bố và bản đã bỏ, theo mã và số phiên bản.",
        response_model=ProcedureVersionPage,
    )
    async def list_versions(
        _editor: Editor,
        page: PageQuery,
        code: Annotated[str | None, Query(pattern=r"^[0-9]\.[0-9]{6}$"), Code] = None,
        stage: Stage | None = None,
    ) -> Response:
        after = position(page, str, int)
        found = await versions.listed(code, stage, (after[0], after[1]) if after else None, page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.code, last.number))
        now, zone = clock.now(), calendars.current.zone
        items = [ProcedureVersionRow.of(version, now, zone) for version in shown["items"]]
        return typed_response(ProcedureVersionPage(items=items, next=shown["next"]))

    @router.post(
        "",
        summary="Lập bản thảo, hoặc nhập từ YAML",
        description="Bản thảo nhận số phiên bản trống tiếp theo của thủ tục; mọi chỗ chưa hợp lệ được nêu cùng lúc.",
        status_code=201,
        response_model=EditReceipt,
        openapi_extra=CONTENT,
    )
    async def draft(request: Request, editor: Editor, command: IdempotentCommand) -> Response:
        return _receipt(await draft_version(await read_content(request), acting(editor), command), 201)

    @router.get(
        "/{code}/versions/{version}",
        summary="Một phiên bản, với nhật ký biên tập",
        description="Toàn bộ nội dung và mọi lần biên tập: ai, khi nào, đổi mục nào.",
        response_model=ProcedureVersionDetail,
    )
    async def show(code: str, version: int, _editor: Editor) -> Response:
        found = await _found(versions, code, version)
        detail = ProcedureVersionDetail.with_record(found, clock.now(), calendars.current.zone)
        return typed_response(detail, headers={"ETag": etag(found.revision)})

    @router.get(
        "/{code}/versions/{version}/yaml",
        summary="Xuất ra YAML",
        description="Nội dung như một tệp dữ liệu; nhập lại tệp này cho đúng nội dung ấy.",
        response_class=Response,
    )
    async def export(code: str, version: int, _editor: Editor) -> Response:
        found = await _found(versions, code, version)
        headers = {"Content-Disposition": f'attachment; filename="{found.id}.yaml"', "ETag": etag(found.revision)}
        return Response(to_yaml(from_json(found.content)), 200, headers, YAML)

    @router.put(
        "/{code}/versions/{version}",
        summary="Sửa bản thảo",
        description="Thay toàn bộ nội dung của một bản thảo; mã thủ tục và số phiên bản không đổi.",
        response_model=EditReceipt,
        openapi_extra=CONTENT,
    )
    async def revise(
        request: Request, code: str, version: int, editor: Editor, command: IdempotentCommand, seen: RequiredIfMatch
    ) -> Response:
        edit = EditRequest(code, version, acting(editor), command, seen)
        return _receipt(await revise_version(edit, await read_content(request)))

    @router.post(
        "/{code}/versions/{version}/publish",
        summary="Công bố, từ hôm nay hoặc từ một ngày sau",
        description="Hồ sơ nộp từ ngày có hiệu lực theo phiên bản này; hồ sơ đã nộp vẫn theo phiên bản cũ.",
        response_model=EditReceipt,
    )
    async def publish(
        code: str, version: int, editor: Editor, command: IdempotentCommand, seen: RequiredIfMatch, body: Publication
    ) -> Response:
        edit = EditRequest(code, version, acting(editor), command, seen, body.reason)
        return _receipt(await publish_version(edit, body.effective_from))

    def add_ending(
        path: str,
        summary: str,
        description: str,
        end_version: Callable[[EditRequest], Awaitable[Outcome[ProcedureEdit]]],
    ) -> None:
        @router.post(
            f"/{{code}}/versions/{{version}}/{path}",
            name=path,
            summary=summary,
            description=description,
            response_model=EditReceipt,
        )
        async def end(
            code: str, version: int, editor: Editor, command: IdempotentCommand, seen: RequiredIfMatch, body: Reason
        ) -> Response:
            return _receipt(await end_version(EditRequest(code, version, acting(editor), command, seen, body.reason)))

    add_ending(
        "retract",
        "Thu hồi phiên bản chưa có hiệu lực",
        "Đưa một phiên bản đã công bố trở lại bản thảo, chậm nhất một giờ trước ngày có hiệu lực.",
        retract_version,
    )
    add_ending("discard", "Bỏ bản thảo", "Bản thảo không dùng nữa; nhật ký biên tập vẫn được giữ.", discard_version)
    return router


async def _found(versions: ProcedureVersions, code: str, version: int) -> ProcedureVersion:
    found = await versions.load(code, version)
    if found is None:
        raise NotFound("Không tìm thấy phiên bản thủ tục này.")
    return found


def _receipt(outcome: Outcome[ProcedureEdit], status: int = 200) -> Response:
    """What an edit is answered with: what it was, so that a repeat is answered alike whatever has happened since."""
    return typed_response(EditReceipt.of(outcome.value), status, {"ETag": etag(outcome.value.entry.revision)})
