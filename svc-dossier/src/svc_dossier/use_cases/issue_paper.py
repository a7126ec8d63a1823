"""A printed form, made when it is first asked for and kept: whoever asks again gets the same bytes."""

import hashlib
from collections.abc import Mapping
from typing import Any

from shared.errors import Unavailable
from shared.ids import derived_id, new_id
from svc_dossier.domain.dossier import Dossier, File
from svc_dossier.domain.notices import CONTROL_SLIP, Notice
from svc_dossier.papers.facts import code_on, facts
from svc_dossier.store.files import StoredFile
from svc_dossier.use_cases.desk import Desk

CONTROL_SLIP_TITLE = "Phiếu kiểm soát quá trình giải quyết hồ sơ"


async def issue_paper(desk: Desk, dossier: Dossier, notice: Notice, document: Mapping[str, Any]) -> StoredFile:
    """The form of ``notice``; ``document`` is the whole dossier. Raises ``Problem`` (503) when printing takes long."""
    assert notice.form is not None
    key = derived_id("cmd", "paper", dossier.id, notice.form, str(notice.number))
    if kept := await desk.files.brought_by(key):
        return kept
    code = code_on(dossier, notice)
    form = document["form"]
    given = facts(
        dossier,
        notice,
        desk.wording,
        applicant=document["applicant"],
        declared=bool(form),
        result_by=_result_by(desk, dossier, form),
    )
    try:
        content = await desk.printer.pdf(notice.form, code, given)
    except TimeoutError:
        raise Unavailable(retry_after=5) from None
    title = CONTROL_SLIP_TITLE if notice.form == CONTROL_SLIP else desk.notice_wording.titles[notice.entry.action]
    file = File(new_id("fil", desk.clock.now()), f"{title} {code}.pdf", "application/pdf", len(content))
    digest = hashlib.sha256(content).hexdigest()
    stored = StoredFile(file, dossier.id, digest, key, fingerprint=digest, at=desk.clock.now())
    return await desk.files.add(stored, content, attached=True)


def _result_by(desk: Desk, dossier: Dossier, form: Mapping[str, Any]) -> str | None:
    """How the citizen wants the result, in the words of the form."""
    published = desk.catalogue.pinned(dossier.procedure_code, dossier.procedure_version)
    chosen = form.get("nhan_ket_qua", {}).get("hinh_thuc")
    if published.form is None or chosen is None:
        return None
    choices = published.form.schema["properties"]["nhan_ket_qua"]["properties"]["hinh_thuc"]
    label: str | None = choices.get("x-labels", {}).get(chosen)
    return label
