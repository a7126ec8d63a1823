"""A printed form, made when it is first asked for and kept: whoever asks again gets the same bytes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.clock import Clock
from shared.errors import Unavailable
from shared.files.store import File, StoredFile
from shared.ids import derived_id, new_id
from shared.printing.printer import Printer
from svc_dossier.catalogue.catalogue import Catalogue
from svc_dossier.catalogue.delivery import chosen_delivery, delivery_label
from svc_dossier.catalogue.notice_wording import NoticeWording
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.dossier import Dossier
from svc_dossier.domain.notices import CONTROL_SLIP, Notice
from svc_dossier.papers.facts import code_on, facts
from svc_dossier.store.dossiers import DossierDetail
from svc_dossier.store.files import Files

CONTROL_SLIP_TITLE = "Phiếu kiểm soát quá trình giải quyết hồ sơ"


@dataclass(frozen=True)
class IssuePaper:
    files: Files
    printer: Printer
    catalogue: Catalogue
    wording: Wording
    notice_wording: NoticeWording
    clock: Clock

    async def __call__(self, detail: DossierDetail, notice: Notice) -> StoredFile:
        """The form of ``notice``. Raises ``Unavailable`` when printing takes long."""
        assert notice.form is not None
        dossier = detail.dossier
        key = derived_id("cmd", "paper", dossier.id, notice.form, str(notice.version))
        if kept := await self.files.brought_by(key):
            return kept
        code = code_on(dossier, notice)
        content = await self._printed(detail, notice, code)
        slip = notice.form == CONTROL_SLIP
        title = CONTROL_SLIP_TITLE if slip else self.notice_wording.titles[notice.entry.action]
        now = self.clock.now()
        file = File(new_id("fil", now), f"{title} {code}.pdf", "application/pdf", len(content))
        digest = hashlib.sha256(content).hexdigest()
        stored = StoredFile(file, dossier.id, digest, key, fingerprint=digest, at=now)
        return await self.files.add(stored, content, attached=True)

    async def _printed(self, detail: DossierDetail, notice: Notice, code: str) -> bytes:
        assert notice.form is not None
        stated = facts(
            detail.dossier,
            notice,
            self.wording,
            applicant=detail.applicant,
            declared=bool(detail.form),
            result_by=self._result_by(detail.dossier, detail.form),
        )
        try:
            return await self.printer.pdf(f"form-{notice.form}", code, stated)
        except TimeoutError:
            raise Unavailable(retry_after=5) from None

    def _result_by(self, dossier: Dossier, form: Mapping[str, Any]) -> str | None:
        """How the citizen wants the result, in the words of the form."""
        asked = self.catalogue.pinned(dossier.procedure_code, dossier.procedure_version).form
        chosen = chosen_delivery(form)
        return delivery_label(asked, chosen) if asked and chosen else None
