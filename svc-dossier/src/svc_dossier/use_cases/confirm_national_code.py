"""An officer confirms whose a national code is, so that what the portal says of it goes to one dossier.

The code is then unique to it; others who claimed it have to enter their own. Statuses that waited for that are decided
on again. Who confirmed stands among the notes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import Conflict, DuplicateValue, Forbidden, NotFound, ServiceError
from shared.ids import derived_id
from shared.optimistic import retry_on_conflict
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.dossier import Dossier
from svc_dossier.domain.national_code import CodeRefusal, CodeRefused, check_confirmable
from svc_dossier.domain.notes import Note
from svc_dossier.domain.transitions import Actor
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.upstream_statuses import UpstreamStatuses
from svc_dossier.use_cases.step_refusals import DossierMovedOn
from svc_dossier.use_cases.take_step import StepCommand

_TITLE = "Không xác nhận được mã hồ sơ"
_ERRORS: Mapping[CodeRefusal, Callable[[], ServiceError]] = {
    CodeRefusal.NOT_CLAIMED: lambda: Conflict("no-code-claimed", _TITLE, "Người nộp chưa nhập mã hồ sơ quốc gia."),
    CodeRefusal.HAS_ANOTHER: lambda: Conflict("has-a-code", _TITLE, "Hồ sơ này đã có mã khác."),
}


@dataclass(frozen=True)
class ConfirmNationalCode:
    dossiers: Dossiers
    statuses: UpstreamStatuses
    wording: Wording
    clock: Clock

    async def __call__(self, order: StepCommand) -> Dossier:
        """The dossier with its code; again, nothing changes. Raises ``NotFound``, ``Forbidden``, ``Conflict``,
        ``DossierMovedOn`` or ``Unavailable``.
        """

        async def attempt(_number: int) -> Dossier:
            dossier = await self.dossiers.load(order.dossier_id, order.scope)
            if dossier is None:
                raise NotFound("Không tìm thấy hồ sơ này.")
            if Actor.ONE_STOP not in order.roles(dossier.agency_id):
                raise Forbidden("Chỉ bộ phận một cửa của đơn vị xác nhận được mã hồ sơ.")
            try:
                check_confirmable(dossier)
            except CodeRefused as refused:
                raise _ERRORS[refused.reason]() from None
            if dossier.code is not None:
                return dossier
            if order.seen is not None and dossier.changed_since(order.seen, order.by):
                raise DossierMovedOn(self.wording, dossier, order.seen, order.by)
            confirmed = dossier.with_claimed_code()
            try:
                await self.dossiers.save_code(confirmed, order.scope)
            except DuplicateValue:
                detail = "Mã này đã được xác nhận cho một hồ sơ khác."
                raise Conflict("code-of-another", _TITLE, detail) from None
            return confirmed

        confirmed = await retry_on_conflict(attempt)
        await self._leave_word(order, confirmed)
        await self.statuses.decide_again(confirmed.code or "", self.clock.now())
        return confirmed

    async def _leave_word(self, order: StepCommand, dossier: Dossier) -> None:
        """A repeat leaves no second one."""
        command, by = order.command, order.by
        note_id = derived_id("not", dossier.id, "national-code", dossier.code or "")
        text = f"Đã xác nhận mã hồ sơ quốc gia {dossier.code} là của hồ sơ này."
        note = Note(note_id, self.clock.now(), by.id, text, note_id, command.fingerprint, by.name)
        await self.dossiers.add_note(dossier.id, note, order.scope)
