"""The catalogue's editing: drafts as JSON or YAML, published for a day, by an editor of the province."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic_core import from_json as parse_json
from starlette.responses import Response

from shared.clock import rfc3339
from shared.errors import FieldError, Forbidden, Invalid, Malformed, NotFound, UnsupportedMedia
from shared.etag import RequiredIfMatch, etag
from shared.idempotency import IdempotentCommand
from shared.identity import PROVINCE, Caller, staff_with
from shared.pagination import PageQuery, encode_cursor
from shared.pagination import page as page_of
from shared.web import api_router, json_response
from svc_dossier.api.cursors import position
from svc_dossier.api.requests import Publication
from svc_dossier.api.responses import EditReceipt, ProcedureVersionRows
from svc_dossier.api.responses import ProcedureVersion as VersionAnswer
from svc_dossier.api.staff_steps.requests import Reason
from svc_dossier.catalogue.procedure_text import Unreadable, from_json, read_yaml, to_yaml
from svc_dossier.domain.procedure_version import Edit, ProcedureVersion, RecordEntry, Stage
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.edit_procedure import (
    Change,
    Edited,
    discard,
    draft,
    edit_version,
    publication,
    retraction,
    revision,
)

ROLES = ("catalogue_editor", "administrator")
YAML = "application/yaml"
"""RFC 9512."""

Editor = Annotated[Caller, staff_with(*ROLES)]

_CONTENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "Thủ tục như tệp dữ liệu, không cần version",
        "content": {"application/json": {"schema": {"type": "object"}}, YAML: {"schema": {"type": "string"}}},
    }
}


def catalogue_routes(desk: Desk) -> APIRouter:
    router = api_router(prefix="/v1/staff/procedures", tags=["Biên tập thủ tục"])

    @router.get("", summary="Các phiên bản thủ tục", response_model=ProcedureVersionRows)
    async def list_versions(
        editor: Editor,
        page: PageQuery,
        code: Annotated[str | None, Query(pattern=r"^\d\.\d{6}$")] = None,
        stage: Stage | None = None,
    ) -> Response:
        _of_the_province(editor)
        after = position(page, str, int)
        found = await desk.rules.procedure_versions.listed(
            code, stage, (after[0], after[1]) if after else None, page.limit + 1
        )
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.code, last.number))
        return json_response({**shown, "items": [_row(version) for version in shown["items"]]})

    @router.post(
        "",
        summary="Lập bản thảo, hoặc nhập từ YAML",
        status_code=201,
        response_model=EditReceipt,
        openapi_extra=_CONTENT,
    )
    async def make_draft(request: Request, editor: Editor, command: IdempotentCommand) -> Response:
        _of_the_province(editor)
        return _receipt(await draft(desk, await _content(request), editor.id, command), 201)

    @router.get(
        "/{code}/versions/{number}", summary="Một phiên bản, với nhật ký biên tập", response_model=VersionAnswer
    )
    async def show(code: str, number: int, editor: Editor) -> Response:
        return _shown(await _found(desk, editor, code, number))

    @router.get("/{code}/versions/{number}/yaml", summary="Xuất ra YAML", response_class=Response)
    async def export(code: str, number: int, editor: Editor) -> Response:
        version = await _found(desk, editor, code, number)
        headers = {"Content-Disposition": f'attachment; filename="{version.id}.yaml"', "ETag": etag(version.revision)}
        return Response(to_yaml(from_json(version.content)), 200, headers, YAML)

    @router.put("/{code}/versions/{number}", summary="Sửa bản thảo", response_model=EditReceipt, openapi_extra=_CONTENT)
    async def revise(
        request: Request, code: str, number: int, editor: Editor, command: IdempotentCommand, seen: RequiredIfMatch
    ) -> Response:
        _of_the_province(editor)
        change = revision(desk, await _content(request))
        return _receipt(
            await edit_version(
                desk, code, number, Edit.REVISED, change, by=editor.id, reason=None, command=command, seen=seen
            )
        )

    @router.post(
        "/{code}/versions/{number}/publish",
        summary="Công bố, từ hôm nay hoặc từ một ngày sau",
        response_model=EditReceipt,
    )
    async def publish(
        code: str, number: int, editor: Editor, command: IdempotentCommand, seen: RequiredIfMatch, body: Publication
    ) -> Response:
        _of_the_province(editor)
        change = publication(desk, body.effective_from)
        return _receipt(
            await edit_version(
                desk, code, number, Edit.PUBLISHED, change, by=editor.id, reason=body.reason, command=command, seen=seen
            )
        )

    _add_ending(router, desk, "retract", "Thu hồi phiên bản chưa có hiệu lực", Edit.RETRACTED, retraction(desk))
    _add_ending(router, desk, "discard", "Bỏ bản thảo", Edit.DISCARDED, discard)
    return router


def _add_ending(router: APIRouter, desk: Desk, path: str, summary: str, edit: Edit, change: Change) -> None:
    @router.post(f"/{{code}}/versions/{{number}}/{path}", name=path, summary=summary, response_model=EditReceipt)
    async def end(
        code: str, number: int, editor: Editor, command: IdempotentCommand, seen: RequiredIfMatch, body: Reason
    ) -> Response:
        _of_the_province(editor)
        return _receipt(
            await edit_version(
                desk, code, number, edit, change, by=editor.id, reason=body.reason, command=command, seen=seen
            )
        )


async def _found(desk: Desk, editor: Caller, code: str, number: int) -> ProcedureVersion:
    _of_the_province(editor)
    version = await desk.rules.procedure_versions.load(code, number)
    if version is None:
        raise NotFound("Không tìm thấy phiên bản thủ tục này.")
    return version


def _of_the_province(editor: Caller) -> None:
    if PROVINCE not in editor.units(*ROLES):
        raise Forbidden("Chỉ người biên tập thủ tục của tỉnh được dùng chức năng này.")


async def _content(request: Request) -> Mapping[str, Any]:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if media_type == YAML:
        try:
            return read_yaml(body)
        except Unreadable as error:
            raise Invalid([FieldError("content", str(error))]) from None
    if media_type != "application/json":
        raise UnsupportedMedia("Nội dung phải được gửi dưới dạng application/json hoặc application/yaml.")
    try:
        content = parse_json(body, allow_inf_nan=False)
    except ValueError:
        raise Malformed() from None
    if not isinstance(content, dict):
        raise Malformed("Nội dung phải là một thủ tục.")
    return content


def _row(version: ProcedureVersion) -> dict[str, Any]:
    return {
        "code": version.code,
        "number": version.number,
        "name": from_json(version.content).name,
        "stage": version.stage.value,
        "effective_from": version.effective_from.isoformat(),
        "version": version.revision,
        "changed_at": rfc3339(version.record[-1].at),
        "changed_by": version.record[-1].by,
    }


def _receipt(edited: Edited, status: int = 200) -> Response:
    """Of an edit: what it was, so that a repeat is answered alike whatever has happened since."""
    body = {"code": edited.version.code, "number": edited.version.number, **_entry(edited.entry)}
    return json_response(body, status, {"ETag": etag(edited.entry.revision)})


def _shown(version: ProcedureVersion) -> Response:
    body = {
        **_row(version),
        "content": from_json(version.content).model_dump(mode="json"),
        "record": [_entry(entry) for entry in version.record],
    }
    return json_response(body, headers={"ETag": etag(version.revision)})


def _entry(entry: RecordEntry) -> dict[str, Any]:
    return {
        "edit": entry.edit.value,
        "by": entry.by,
        "at": rfc3339(entry.at),
        "version": entry.revision,
        "reason": entry.reason,
        "changed": list(entry.changed),
    }
